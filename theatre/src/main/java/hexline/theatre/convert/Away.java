package hexline.theatre.convert;

/**
 * A time in which a virtual thread was parked, and on no carrier.
 *
 * @param client whose thread it is
 * @param reason what it waited for
 */
record Away(int client, long from, long to, Reason reason) {

  enum Reason {
    INPUT("in read, until %s sends"),
    ROOM("in write, until %s reads"),
    WORK("in sleep, a blocking call of the request of %s");

    private final String form;

    Reason(String form) {
      this.form = form;
    }

    /** Where it is parked, and until when. */
    String text(String client) {
      return form.formatted(client);
    }
  }

  boolean covers(long a, long b) {
    return from <= a && b <= to;
  }
}
