package hexline.theatre.convert;

/**
 * A time in which a virtual thread was on no carrier.
 *
 * @param client whose thread it is
 * @param reason what it waited for
 */
record Away(int client, long from, long to, Reason reason) {

  enum Reason {
    INPUT,
    ROOM,
    WORK
  }

  boolean covers(long a, long b) {
    return from <= a && b <= to;
  }
}
