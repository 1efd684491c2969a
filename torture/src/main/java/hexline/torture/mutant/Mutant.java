package hexline.torture.mutant;

import java.util.List;

/**
 * A server without one of its defences.
 *
 * @param id a few words, joined by hyphens
 * @param defence what the server does against trouble, and this one does not: a clause
 * @param changes of its classes, as {@link Change} takes them
 * @param servers of the suite that have the defence, with options if it needs some
 * @param cases ids of cases of the kit, each of which must fail
 */
public record Mutant(
    String id, String defence, String changes, List<String> servers, List<String> cases) {

  public Mutant {
    servers = List.copyOf(servers);
    cases = List.copyOf(cases);
  }

  @Override
  public String toString() {
    return id;
  }
}
