package hexline.torture.soak;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Wire;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What a client of the soak does on a connection. Every answer that it waits for is checked. */
enum Habit {
  /** Asks line by line. */
  POLITE(6) {
    @Override
    long converse(Client client, Random random) {
      int lines = 1 + random.nextInt(20);
      for (int i = 0; i < lines; i++) {
        String line = Wire.text(Lines.one(random));
        client.ask(line, Oracle.answer(line));
      }
      client.reset();
      return lines;
    }
  },
  /** Sends many lines at once, and ends its input. */
  PIPELINE(3) {
    @Override
    long converse(Client client, Random random) {
      byte[] input = Lines.some(random, 1 + random.nextInt(500));
      Sending sending = client.stream(input, 1);
      client.expectAnswersTo(input);
      sending.await();
      client.expectEndAfterFinish();
      return Lines.count(input);
    }
  },
  /** Sends lines in pieces of any size. */
  PIECES(4) {
    @Override
    long converse(Client client, Random random) {
      byte[] input = Lines.some(random, 1 + random.nextInt(20));
      for (int from = 0; from < input.length; ) {
        int to = Math.min(input.length, from + 1 + random.nextInt(40));
        client.send(Arrays.copyOfRange(input, from, to));
        from = to;
      }
      client.expectAnswersTo(input);
      client.reset();
      return Lines.count(input);
    }
  },
  /** Ends its input without LF. */
  NO_LF(1) {
    @Override
    long converse(Client client, Random random) {
      byte[] input = Lines.some(random, 1 + random.nextInt(5));
      byte[] cut = Arrays.copyOf(input, input.length - 1);
      client.send(cut).finish().expectAnswersTo(cut).expectEnd();
      return Lines.count(input);
    }
  },
  /** Resets the connection, in the middle of a line or of an answer. */
  RESET(4) {
    @Override
    long converse(Client client, Random random) {
      byte[] input = Lines.some(random, 1 + random.nextInt(100));
      client.send(Arrays.copyOf(input, random.nextInt(input.length)));
      client.reset();
      return 0;
    }
  },
  /** Leaves without reading. */
  LEAVES(2) {
    @Override
    long converse(Client client, Random random) {
      client.send(Lines.some(random, 1 + random.nextInt(50)));
      return 0; // who runs this closes the connection
    }
  },
  /** Sends a byte now and then, and never a line. */
  SLOW(2) {
    @Override
    long converse(Client client, Random random) {
      for (int i = random.nextInt(5); i >= 0; i--) {
        client.send("1");
        pause(random, 200);
      }
      client.reset();
      return 0;
    }
  },
  /** Sends without end, does not read for a while, then reads some, then resets. */
  GREEDY(1) {
    @Override
    long converse(Client client, Random random) {
      var flood = new Flood(client);
      pause(random, 1000);
      flood.readUntil(() -> flood.answered() > SOME);
      client.reset();
      return SOME / ANSWER;
    }
  };

  private static final long SOME = 256 * 1024; // bytes of answers
  private static final long ANSWER = 18; // bytes of an answer to a flood

  private static final int ALL = Arrays.stream(values()).mapToInt(habit -> habit.weight).sum();

  private final int weight;

  Habit(int weight) {
    this.weight = weight;
  }

  /** One of them, the frequent ones more often. */
  static Habit any(Random random) {
    int left = random.nextInt(ALL);
    for (Habit habit : values()) {
      left -= habit.weight;
      if (left < 0) {
        return habit;
      }
    }
    throw new IllegalStateException();
  }

  /**
   * Talks to a server.
   *
   * @param client that has just connected; it may be left open
   * @return how many answers were checked, about
   * @throws hexline.conformance.client.Violation if an answer is wrong or missing
   */
  abstract long converse(Client client, Random random);

  private static void pause(Random random, int mostMillis) {
    LockSupport.parkNanos((1 + random.nextInt(mostMillis)) * 1_000_000L);
  }
}
