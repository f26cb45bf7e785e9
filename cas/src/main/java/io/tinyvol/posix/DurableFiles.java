package io.tinyvol.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes files and folder entries durable, in the order that survives a power cut: a temporary file
 * in the same folder, its bytes, fsync, rename, fsync of the folder. After a crash at any point the
 * name holds the old bytes or the new ones, never a part.
 */
public final class DurableFiles {
  /** What temporary files end with; no name that we keep does. */
  public static final String TEMPORARY_SUFFIX = ".part";

  /** Keeps threads that write the same file apart. */
  private static final AtomicLong NUMBERS = new AtomicLong();

  private DurableFiles() {}

  /** A new temporary, that {@link #publish} renames: a hidden file beside {@code target}. */
  public static Path temporaryFor(Path target) {
    String unique = ProcessHandle.current().pid() + "." + NUMBERS.incrementAndGet();
    return target.resolveSibling("." + target.getFileName() + "." + unique + TEMPORARY_SUFFIX);
  }

  /**
   * Puts {@code bytes} under the name {@code target}, whole or not at all; durable on return. Only
   * the owner may read the file.
   */
  public static void write(Path target, ByteBuffer bytes) throws IOException {
    Path temporary = temporaryFor(target);
    try {
      writeSynced(temporary, bytes);
      publish(temporary, target);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) { // which does not say what could not be written
      FileSystemException named = new FileSystemException(target.toString(), null, e.getMessage());
      throw (IOException) named.initCause(e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeSynced(Path file, ByteBuffer bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING),
            OwnerOnly.FILE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Renames a temporary file that has been synced over {@code target}; durable on return. */
  public static void publish(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(target + ": cannot be replaced atomically", e);
    }
    syncFolder(Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file has a folder"));
  }

  /** Makes the entries of a folder (names made, renamed, removed) durable. */
  public static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
