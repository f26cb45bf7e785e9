package io.tinyvol.posix;

import static io.tinyvol.posix.Native.CALL_STATE;
import static io.tinyvol.posix.Native.orThrow;
import static io.tinyvol.posix.Native.rethrow;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The libc functions on open files that the JDK has no call for, each with errno as a {@link
 * ErrnoException}. Constants are those of Linux on x86-64 and arm64, see open(2), lseek(2).
 */
final class Libc {
  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;
  static final int SEEK_END = 2;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;

  /**
   * open(2) takes its mode as a variable argument, so only calls without O_CREAT fit this handle.
   */
  private static final MethodHandle OPEN =
      Native.variadicWithErrno("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle CLOSE =
      Native.plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final MethodHandle PREAD =
      Native.withErrno(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));

  private static final MethodHandle LSEEK =
      Native.withErrno("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

  private static final MethodHandle ISATTY =
      Native.plain("isatty", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Libc() {}

  static int open(String path, int flags) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC);
      return (int) orThrow(fd, state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static void close(int fd) {
    try {
      int _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** The number of bytes read, 0 at the end of the file. */
  static long pread(int fd, MemorySegment dst, long offset) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      return orThrow((long) PREAD.invokeExact(state, fd, dst, dst.byteSize(), offset), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static long lseek(int fd, long offset, int whence) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      return orThrow((long) LSEEK.invokeExact(state, fd, offset, whence), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static boolean isatty(int fd) {
    try {
      return (int) ISATTY.invokeExact(fd) == 1;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
