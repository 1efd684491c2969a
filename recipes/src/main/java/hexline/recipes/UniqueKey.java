package hexline.recipes;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * <b>asyncio:</b> {@code await db.execute("INSERT ... ON CONFLICT DO NOTHING")} in place of a lock.
 *
 * <p><b>Java:</b> the same statement through JDBC, or a plain insert whose failure says that the
 * key was there. The constraint is the lock; a virtual thread waits for the database.
 *
 * <p><b>Use it</b> whenever there is a database: it counts for every program that will ever write
 * there, where {@link Locks} count in one process.
 *
 * <p><b>What goes wrong:</b> looking before inserting, in one transaction, as if this were a lock:
 * at the usual isolation levels it is none. And within a transaction, PostgreSQL does nothing more
 * after an insert that failed: there it has to be {@code on conflict}, or a savepoint.
 */
public final class UniqueKey {

  private UniqueKey() {}

  // @start region=database
  // H2, PostgreSQL; others report 23000 and a vendor's code
  private static final String DUPLICATE_KEY = "23505";

  /**
   * Needs no lock if the key is unique; returns false if it was there. Where the database has
   * {@code on conflict do nothing} or {@code merge}, these say the same.
   */
  public static boolean insert(Connection connection, String key, String value)
      throws SQLException {
    try (var insert = connection.prepareStatement("insert into c values (?, ?)")) {
      insert.setString(1, key);
      insert.setString(2, value);
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      if (DUPLICATE_KEY.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  // @end region=database

  public static void main(String[] args) throws Exception {
    try (var races = new Table.Races("unique-key")) {
      System.out.println("two writers insert a key, 1000 times:");
      races.run("look, then insert", (table, v) -> Locks.insertIfMissing(table, "foo", v));
      races.execute("alter table c add constraint one_row_per_key unique (k)");
      races.run("insert, unique key", (table, v) -> table.insert("foo", v));
    }
  }
}
