package hexline.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written whole or not at all. The bytes go into a temporary file in the same folder;
 * {@link #commit} forces them to the disk and renames that file, which replaces an older one in one
 * step. Without a commit, an older file stays as it was. If the process is killed, the temporary
 * file may stay, a hidden one that ends with {@code .tmp}.
 *
 * <p>What is no regular file, such as a pipe or {@code /dev/stdout}, cannot be replaced and is
 * written directly. For use by one thread.
 */
public final class WholeFile implements AutoCloseable {

  private final Path file;
  private final @Nullable Path unfinished; // null if the file is written directly
  private final FileChannel channel;
  private boolean committed;

  private WholeFile(Path file, @Nullable Path unfinished, FileChannel channel) {
    this.file = file;
    this.unfinished = unfinished;
    this.channel = channel;
  }

  /**
   * Opens a file for writing.
   *
   * @throws IOException if it cannot be written: its folder does not exist or cannot be written
   */
  public static WholeFile open(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new WholeFile(file, null, FileChannel.open(file, StandardOpenOption.WRITE));
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(); // a link stays
    Path unfinished =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    return new WholeFile(
        target,
        unfinished,
        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** Where to write. Closing the stream closes the file, so that it cannot be committed. */
  public OutputStream output() {
    return Channels.newOutputStream(channel);
  }

  /**
   * Makes what has been written the content of the file.
   *
   * @throws IOException if the disk is full or fails; then the file is as it was
   */
  public void commit() throws IOException {
    if (unfinished != null) {
      channel.force(true);
      channel.close();
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    committed = true;
  }

  /** Removes what has not been committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (unfinished != null && !committed) {
      Files.deleteIfExists(unfinished);
    }
  }
}
