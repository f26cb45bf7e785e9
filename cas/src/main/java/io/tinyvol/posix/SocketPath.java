package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A path as a Unix socket's address takes it: 107 bytes at most (unix(7)), and 106 in the JDK.
 * Where it is longer, a short one to the same file through its open folder (proc_pid_fd(5)), for
 * this process only and until this is closed. Once a socket is bound or connected it needs its
 * address no more.
 *
 * <p>May be used from several threads at once.
 */
public final class SocketPath implements Closeable {
  /** What the kernel takes, without the zero around it. */
  static final int MAX_ADDRESS_BYTES = 107;

  /** What the JDK takes as well. */
  private static final int MAX_BYTES = 106;

  private final Path path;
  private final @Nullable Descriptor folder;

  private SocketPath(Path path, @Nullable Descriptor folder) {
    this.path = path;
    this.folder = folder;
  }

  /**
   * The address of a socket that exists, or will.
   *
   * @throws NoSuchFileException if the path is long and its folder does not exist
   * @throws AccessDeniedException if the path is long and its folder may not be searched
   * @throws FileSystemException if the name alone is too long
   */
  public static SocketPath of(Path path) throws IOException {
    if (bytes(path).length <= MAX_BYTES) {
      return new SocketPath(path, null);
    }
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      throw tooLong(path);
    }
    Descriptor folder = Descriptor.open(parent, OpenFlags.PATH | OpenFlags.DIRECTORY);
    Path inFolder = folder.path().resolve(name);
    if (bytes(inFolder).length > MAX_BYTES) {
      folder.close();
      throw tooLong(path);
    }
    return new SocketPath(inFolder, folder);
  }

  private static FileSystemException tooLong(Path path) {
    return new FileSystemException(path.toString(), null, "too long a name for a socket");
  }

  /** The path itself, or the short one. */
  public Path path() {
    return path;
  }

  /** The same as the kernel takes it. */
  byte[] bytes() {
    return bytes(path);
  }

  private static byte[] bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (folder != null) {
      folder.close();
    }
  }
}
