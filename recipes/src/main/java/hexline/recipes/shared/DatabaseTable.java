package hexline.recipes.shared;

import hexline.recipes.Locks;
import hexline.recipes.UniqueKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * DatabaseTable c of an H2 database in this process, seen through one writer's connection; for the
 * recipes that need a database.
 */
public record DatabaseTable(Connection connection) implements Locks.Store {

  @Override
  public @Nullable String get(String key) {
    try (var select = connection.prepareStatement("select v from c where k = ?")) {
      select.setString(1, key);
      var row = select.executeQuery();
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void insert(String key, String value) {
    try {
      UniqueKey.insert(connection, key, value);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a writer does with its table. */
  public interface Writer {
    void write(DatabaseTable table, String value);
  }

  /** Lets two writers write at the same time, 1000 times, and counts the rows after each time. */
  public static final class Races implements AutoCloseable {
    private final Connection a;
    private final Connection b;

    public Races(String name) throws SQLException {
      a = DriverManager.getConnection("jdbc:h2:mem:" + name);
      b = DriverManager.getConnection("jdbc:h2:mem:" + name);
      execute("create table c (k varchar(20), v varchar(20))");
    }

    public void execute(String sql) throws SQLException {
      try (var statement = a.createStatement()) {
        statement.execute(sql);
      }
    }

    public void run(String how, Writer writer) throws Exception {
      int[] racesWithRows = new int[3];
      var start = new CyclicBarrier(2);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor();
          var count = a.prepareStatement("select count(*) from c")) {
        for (int i = 0; i < 1000; i++) {
          var other =
              threads.submit(() -> {
                start.await();
                writer.write(new DatabaseTable(b), "baz");
                return true;
              });
          start.await();
          writer.write(new DatabaseTable(a), "bar");
          other.get();
          var rows = count.executeQuery();
          rows.next();
          racesWithRows[rows.getInt(1)]++;
          execute("delete from c");
        }
      }
      System.out.printf(
          "  %-20s one row in %4d, two rows in %3d%n",
          how + ":", racesWithRows[1], racesWithRows[2]);
    }

    @Override
    public void close() throws SQLException {
      b.close();
      a.close(); // the last one: the database goes with it
    }
  }
}
