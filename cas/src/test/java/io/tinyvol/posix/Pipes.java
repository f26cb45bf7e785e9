package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Pipes and other odd descriptors for tests, and how many files are open. */
public final class Pipes {
  private static final long PIPE2 = System.getProperty("os.arch").equals("aarch64") ? 59 : 293;

  private Pipes() {}

  /** Both ends of a pipe. */
  public record Pipe(Descriptor source, Descriptor sink) implements AutoCloseable {
    @Override
    public void close() {
      source.close();
      sink.close();
    }
  }

  /** A new pipe. */
  public static Pipe create() throws IOException {
    return create(0);
  }

  /** A descriptor that only names a file (O_PATH), and so is open for nothing. */
  public static Descriptor nameOnly(Path path) throws IOException {
    return Descriptor.open(path, OpenFlags.PATH);
  }

  /** A new pipe, with flags of open(2). */
  static Pipe create(int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(JAVA_INT, 2);
      Kernel.call(PIPE2, numbers.address(), flags | OpenFlags.CLOEXEC, 0, 0);
      return new Pipe(
          new Descriptor(numbers.get(JAVA_INT, 0)),
          new Descriptor(numbers.get(JAVA_INT, Integer.BYTES)));
    }
  }

  static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
