package hexline.theatre.scene;

import java.util.List;

/**
 * A short play for clients, and what to look for in it.
 *
 * @param name on the command line
 * @param title of the page
 * @param script what happens, in sentences
 * @param notice what to look for
 * @param work extra work of each request, as the option {@code --work} of the servers takes it
 * @param further servers with options that show more of this scene, as in {@code nio --workers 4}
 * @param clients in the order of their arrival
 * @param caption says what a recording shows
 */
public record Scene(
    String name,
    String title,
    List<String> script,
    String notice,
    String work,
    List<String> further,
    List<ClientScript> clients,
    Caption caption) {

  public Scene {
    script = List.copyOf(script);
    further = List.copyOf(further);
    clients = List.copyOf(clients);
  }

  /** Whether a request takes time. */
  public boolean hasWork() {
    return !work.equals("none");
  }
}
