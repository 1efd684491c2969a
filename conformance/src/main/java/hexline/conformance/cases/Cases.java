package hexline.conformance.cases;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every case, in the order of the report. Framing comes first: a server that takes a read for a
 * line fails most cases, and the first one must name the reason.
 */
public final class Cases {

  /** The cases that draw faults and input at random, for as long as {@link Draws} says. */
  public static final List<TestCase> RANDOM =
      Stream.of(ChaosCases.all(), FuzzCases.all()).flatMap(List::stream).toList();

  /** The cases of all groups and tiers. */
  public static final List<TestCase> ALL =
      Stream.of(
              FramingCases.all(),
              GrammarCases.all(),
              ConnectionCases.all(),
              LoadCases.all(),
              DrainCases.all(),
              GreedyCases.all(),
              ExhaustionCases.all(),
              TimeCases.all(),
              NetworkCases.all(),
              RANDOM)
          .flatMap(List::stream)
          .toList();

  private Cases() {}

  /** The cases of this tier and of those that take less time. */
  public static List<TestCase> upTo(Tier tier) {
    return ALL.stream().filter(each -> each.tier().compareTo(tier) <= 0).toList();
  }
}
