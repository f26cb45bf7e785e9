package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The libc functions that the JDK has no call for, each with errno as a {@link ErrnoException}.
 * Constants are those of Linux on x86-64 and arm64, see open(2), lseek(2).
 */
@SuppressWarnings("restricted") // calling libc is what this class is for
final class Libc {
  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;
  static final int SEEK_END = 2;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /**
   * open(2) takes its mode as a variable argument, so only calls without O_CREAT fit this handle.
   */
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          address("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          CAPTURE_ERRNO,
          Linker.Option.firstVariadicArg(2));

  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(address("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final MethodHandle PREAD =
      LINKER.downcallHandle(
          address("pread"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG),
          CAPTURE_ERRNO);

  private static final MethodHandle LSEEK =
      LINKER.downcallHandle(
          address("lseek"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT),
          CAPTURE_ERRNO);

  private static final MethodHandle ISATTY =
      LINKER.downcallHandle(address("isatty"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(address("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

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

  private static long orThrow(long result, MemorySegment state) throws ErrnoException {
    if (result >= 0) {
      return result;
    }
    int errno = (int) ERRNO.get(state, 0L);
    throw new ErrnoException(errno, message(errno));
  }

  private static String message(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static MemorySegment address(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  private static ErrnoException rethrow(Throwable t) {
    return switch (t) {
      case ErrnoException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(t);
    };
  }
}
