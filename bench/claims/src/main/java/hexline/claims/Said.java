package hexline.claims;

/**
 * Where a claim is made.
 *
 * @param topic under which it is listed
 * @param where the article's section, or who says so
 * @param chapter the chapter of the book to which it belongs
 */
public record Said(Topic topic, String where, String chapter) {

  /** The groups of the list. */
  public enum Topic {
    ARTICLE("Said by the article that the suite grew from"),
    VIRTUAL("Said about virtual threads"),
    JDK("Said about the JDK and about measuring");

    private final String title;

    Topic(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** A claim of the article, in the section of that name. */
  public static Said inArticle(String section, String chapter) {
    return new Said(Topic.ARTICLE, "the article, " + section, chapter);
  }

  /** A claim about virtual threads. */
  public static Said ofVirtualThreads(String where) {
    return new Said(Topic.VIRTUAL, where, "virtual");
  }

  /** A claim about the rest of the JDK, or about measuring. */
  public static Said ofJdk(String where, String chapter) {
    return new Said(Topic.JDK, where, chapter);
  }
}
