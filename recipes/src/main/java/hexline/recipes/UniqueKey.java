package hexline.recipes;

import hexline.recipes.shared.DatabaseTable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * <b>asyncio:</b> {@code await db.execute("INSERT ... ON CONFLICT DO NOTHING")} in place of a lock.
 *
 * <p><b>Java:</b> the same statement through JDBC, or a plain insert whose failure says that the
 * key was there. The constraint does the work of a lock; the thread waits for the database.
 *
 * <p><b>Use it</b> whenever the data is in a database: a constraint holds for every program that
 * writes to it, and {@link Locks} hold for one process.
 *
 * <p><b>What goes wrong:</b> a query and an insert in one transaction, as if a transaction were a
 * lock: at the usual isolation levels both writers find no row. And after an insert that failed
 * PostgreSQL rejects all further statements of the transaction: use {@code on conflict} or a
 * savepoint there.
 */
public final class UniqueKey {

  private UniqueKey() {}

  // H2 and PostgreSQL; other databases report 23000 and a code of their own
  private static final String DUPLICATE_KEY = "23505";

  /**
   * Inserts a row; returns false if the key exists. It needs a unique key and no lock. {@code on
   * conflict do nothing} or {@code merge} do the same where a database has them.
   */
  public static boolean insert(Connection connection, String key, String value)
      throws SQLException {
    // @start region=insert
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
    // @end region=insert
  }

  public static void main(String[] args) throws Exception {
    try (var races = new DatabaseTable.Races("unique-key")) {
      System.out.println("two writers insert a key, 1000 times:");
      races.run("query, then insert", (table, v) -> Locks.insertIfMissing(table, "foo", v));
      races.execute("alter table c add constraint one_row_per_key unique (k)");
      races.run("insert, unique key", (table, v) -> table.insert("foo", v));
    }
  }
}
