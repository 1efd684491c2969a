package hexline.docs.picture;

/**
 * Draws the parts of a picture as SVG. Lengths are pixels; a text is placed by its base line. A
 * thread that waits has a broken outline, one that runs a whole one and a tint.
 */
final class Canvas {

  private static final int WIDTH = 620; // of what is drawn
  private static final int MARGIN = 10;
  static final int BOX = 38; // height of a client, a socket, a thread

  private static final String TEXT =
      "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";
  private static final String CODE =
      "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', 'DejaVu Sans Mono', monospace";

  private final Palette palette;
  private final String accent;
  private final StringBuilder parts = new StringBuilder();

  /**
   * @param model whose colour threads have
   */
  Canvas(Palette palette, String model) {
    this.palette = palette;
    this.accent = palette.color(model);
  }

  /** The picture. */
  String svg(int height, String title) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="%2$s" viewBox="-%9$s -%9$s %1$s %2$s" role="img" font-family="%3$s" font-size="14">
    <title>%4$s</title>
    <defs>
    <marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M1 1L9 5L1 9" fill="none" stroke="%5$s" stroke-width="1.6"/></marker>
    <marker id="accent" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M1 1L9 5L1 9" fill="none" stroke="%6$s" stroke-width="1.6"/></marker>
    </defs>
    <rect x="-%9$s" y="-%9$s" width="%1$s" height="%2$s" fill="%7$s"/>
    %8$s</svg>
    """
        .formatted(
            Integer.toString(WIDTH + 2 * MARGIN),
            Integer.toString(height + 2 * MARGIN),
            TEXT,
            escaped(title),
            palette.color("edge"),
            accent,
            palette.color("paper"),
            parts,
            Integer.toString(MARGIN));
  }

  /** What stands above a column. */
  void heading(int x, String text) {
    label(x, 22, text);
  }

  /** A small text beside a part. */
  void label(int x, int y, String text) {
    text(x, y, "start", palette.color("faint"), 13, text);
  }

  /** The same, to the left of x. */
  void labelBefore(int x, int y, String text) {
    text(x, y, "end", palette.color("faint"), 13, text);
  }

  /** A client. */
  void client(int x, int y, int number) {
    box(x, y, 78, palette.color("edge"), "none", "", BOX / 2);
    text(x + 39, y + 24, "middle", palette.color("ink"), 14, "client " + number);
  }

  /** A socket of the kernel, and the bytes in its receive buffer; empty if there are none. */
  void socket(int x, int y, String bytes) {
    box(x, y, 92, palette.color("edge"), palette.color("raised"), "", 3);
    if (bytes.isEmpty()) {
      text(x + 46, y + 24, "middle", palette.color("faint"), 13, "empty");
    } else {
      part(
          "<rect x=\"%s\" y=\"%s\" width=\"52\" height=\"24\" rx=\"2\" fill=\"%s\" stroke=\"%s\"/>"
              .formatted(x + 33, y + 7, palette.color("paper"), palette.color("edge")));
      part(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" font-family=\"%s\" font-size=\"13\" fill=\"%s\">%s</text>"
              .formatted(x + 59, y + 24, CODE, palette.color("ink"), bytes));
    }
  }

  /** A thread that waits: its name, and in what. */
  void waits(int x, int y, int width, String name, String where) {
    box(x, y, width, accent, "none", " stroke-dasharray=\"5 4\"", 5);
    two(x, y, name, where);
  }

  /** A thread that runs: its name, and what it does. */
  void runs(int x, int y, int width, String name, String what) {
    part(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"5\" fill=\"%s\" fill-opacity=\"0.16\"/>"
            .formatted(x, y, width, BOX, accent));
    box(x, y, width, accent, "none", "", 5);
    two(x, y, name, what);
  }

  /** Something in memory that is no thread: its name, and what it holds. */
  void holds(int x, int y, int width, String name, String what) {
    box(x, y, width, palette.color("edge"), palette.color("raised"), "", 3);
    two(x, y, name, what);
  }

  private void two(int x, int y, String name, String what) {
    part(
        "<text x=\"%s\" y=\"%s\" font-size=\"14\" fill=\"%s\"><tspan font-weight=\"600\">%s</tspan>%s</text>"
            .formatted(
                x + 12,
                y + 24,
                palette.color("ink"),
                escaped(name),
                what.isEmpty() ? "" : " " + escaped(what)));
  }

  /** A frame around parts. */
  void frame(int x, int y, int width, int height) {
    part(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"6\" fill=\"none\" stroke=\"%s\"/>"
            .formatted(x, y, width, height, palette.color("edge")));
  }

  /** A connection. */
  void wire(int x1, int y1, int x2, int y2) {
    part(
        "<path d=\"M%s %sL%s %s\" stroke=\"%s\" stroke-width=\"1.4\"/>"
            .formatted(x1, y1, x2, y2, palette.color("edge")));
  }

  /** An arrow: what a thread or the kernel does now. */
  void arrow(String path) {
    part(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" marker-end=\"url(#accent)\"/>"
            .formatted(path, accent));
  }

  /** A broken line: what is waited for. */
  void watch(String path) {
    part(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"3 4\"/>"
            .formatted(path, accent));
  }

  /** A plain arrow: what follows. */
  void next(String path) {
    part(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.4\" marker-end=\"url(#head)\"/>"
            .formatted(path, palette.color("edge")));
  }

  /** The meaning of the outlines, at the bottom. */
  void legend(int y) {
    int x = 0;
    part(
        "<rect x=\"%s\" y=\"%s\" width=\"26\" height=\"16\" rx=\"4\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"5 4\"/>"
            .formatted(x + 1, y - 13, accent));
    label(x + 36, y, "thread that waits");
    part(
        "<rect x=\"%s\" y=\"%s\" width=\"26\" height=\"16\" rx=\"4\" fill=\"%s\" fill-opacity=\"0.16\" stroke=\"%s\" stroke-width=\"1.6\"/>"
            .formatted(x + 171, y - 13, accent, accent));
    label(x + 206, y, "thread that runs");
  }

  private void box(int x, int y, int width, String stroke, String fill, String dash, int radius) {
    part(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.6\"%s/>"
            .formatted(x, y, width, BOX, radius, fill, stroke, dash));
  }

  private void text(int x, int y, String anchor, String color, int size, String text) {
    part(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-size=\"%s\" fill=\"%s\">%s</text>"
            .formatted(x, y, anchor, size, color, escaped(text)));
  }

  private void part(String svg) {
    parts.append(svg).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
