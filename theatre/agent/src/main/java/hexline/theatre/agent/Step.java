package hexline.theatre.agent;

/** What an event tells of. */
public enum Step {
  /** A server takes a client out of the backlog, or waits for one. */
  ACCEPT,
  /** As {@link #ACCEPT}, by a call that never waits. */
  ACCEPT_NOW,
  /** Bytes are read, or waited for. */
  READ,
  /** As {@link #READ}, by a call that never waits. */
  READ_NOW,
  /** The async server tells the JDK to read, and does not wait. */
  ASK,
  /** Lines are converted, work included. */
  CONVERT,
  /** Answers are written, or room for them is waited for. */
  WRITE,
  /** As {@link #WRITE}, by a call that never waits. */
  WRITE_NOW,
  /** A client, or its lines, go to another thread or object. */
  HAND_OVER,
  /** The JDK calls the stage that follows a read or a write. */
  COMPLETE,
  /** The extra work of a request blocks. */
  SLEEP,
  /** The extra work of a request computes. */
  BURN,
  /** A client is served from now on. No step: a mark without duration, as the next three. */
  CONNECTED,
  /** So many bytes were read. */
  GOT,
  /** So many bytes were written. */
  PUT,
  /** A connection was closed. */
  CLOSED,
  /** The JDK waits until a socket is ready: a virtual thread is parked. */
  PARK,
  /** A turn of a selector: the wait in epoll_wait, then {@link #HANDLERS}. */
  SELECT,
  /** What a selector calls for channels that are ready. */
  HANDLERS,
  /** The thread of a channel group waits in epoll_wait. */
  POLL,
  /** A thread of a channel group reads, then {@link #COMPLETE}. */
  FINISH_READ,
  /** A thread of a channel group writes, then {@link #COMPLETE}. */
  FINISH_WRITE,
  /** A poller waits in epoll_wait for the sockets of parked virtual threads. */
  POLLER
}
