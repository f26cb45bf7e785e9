package io.tinyvol.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes that go around the page cache (O_DIRECT, open(2)): for data that is written once, in large
 * pieces, and would only push out what is wanted. Addresses, offsets and lengths are aligned.
 */
public final class DirectIo {
  /** What everything is aligned to; no disk in use has larger sectors. */
  public static final int ALIGNMENT_BYTES = 4096;

  private DirectIo() {}

  /** A buffer at an aligned address, of a length that is a multiple of the alignment. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES)
        .alignedSlice(ALIGNMENT_BYTES)
        .slice(0, bytes);
  }

  /** A channel for direct writes to a file that exists, if its file system can do that. */
  public static Optional<FileChannel> openForWriting(Path file) {
    try {
      return Optional.of(FileChannel.open(file, StandardOpenOption.WRITE, directOption()));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // EINVAL from tmpfs and the like
    }
  }

  /** The JDK's option, by name: to name its class, in a package for the JDK alone, is a warning. */
  private static OpenOption directOption() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      return (OpenOption) options.getField("DIRECT").get(null);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException("a JDK without direct I/O", e);
    }
  }
}
