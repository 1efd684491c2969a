package hexline.recipes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class UniqueKeyTest {

  private static final String DATABASE = "jdbc:h2:mem:unique-key-test";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Connection database;

  UniqueKeyTest() throws SQLException {
    database = DriverManager.getConnection(DATABASE);
  }

  @BeforeEach
  void createTable() throws SQLException {
    execute("create table c (k varchar(20), v varchar(20))");
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    threads.shutdownNow();
    database.close(); // the last one: the database goes with it
  }

  private void execute(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private int rows() throws SQLException {
    try (var statement = database.createStatement()) {
      var count = statement.executeQuery("select count(*) from c");
      assertTrue(count.next());
      return count.getInt(1);
    }
  }

  /** The shape of {@link UniqueKey#insert}. */
  private interface Insert {
    boolean insert(Connection connection, String key, String value) throws SQLException;
  }

  @Test
  void oneOfManyInserts() throws Exception {
    execute("alter table c add constraint one_row_per_key unique (k)");
    oneOfManyInserts(UniqueKey::insert);
    execute("alter table c drop constraint one_row_per_key");
    assertThrows(AssertionFailedError.class, () -> oneOfManyInserts(UniqueKey::insert));
  }

  private void oneOfManyInserts(Insert insert) throws Exception {
    int writers = 8;
    var inserted = new AtomicInteger();
    var done = new CountDownLatch(writers);
    for (int i = 0; i < writers; i++) {
      threads.execute(() -> {
        try (var connection = DriverManager.getConnection(DATABASE)) {
          inserted.addAndGet(insert.insert(connection, "foo", "bar") ? 1 : 0);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        } finally {
          done.countDown();
        }
      });
    }
    assertTrue(done.await(20, SECONDS));
    assertEquals(1, rows(), "rows for one key");
    assertEquals(1, inserted.get(), "writers who are told that they have inserted");
  }

  @Test
  void anotherFailureIsNotTakenForADuplicate() throws Exception {
    anotherFailureIsNotTakenForADuplicate(UniqueKey::insert);
    assertThrows(
        AssertionFailedError.class, () -> anotherFailureIsNotTakenForADuplicate(Broken::insert));
  }

  private void anotherFailureIsNotTakenForADuplicate(Insert insert) {
    String tooLong = "k".repeat(21);
    assertThrows(SQLException.class, () -> insert.insert(database, tooLong, "bar"));
  }

  /** The usual first attempt. */
  private static final class Broken {
    static boolean insert(Connection connection, String key, String value) {
      try {
        return UniqueKey.insert(connection, key, value);
      } catch (SQLException e) {
        return false; // it will have been there
      }
    }
  }
}
