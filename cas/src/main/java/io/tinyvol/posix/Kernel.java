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
 * The way into the kernel: libc's syscall(2), which takes numbers and addresses alike as longs. One
 * function for all calls, for the JVM takes some 20 ms of each start to link one of another shape.
 */
@SuppressWarnings("restricted") // calling libc is what this package is for
final class Kernel {
  private static final Linker LINKER = Linker.nativeLinker();

  /** Where a call leaves errno. */
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  private Kernel() {}

  /** Room for errno, which is the arena's. */
  static MemorySegment newCallState(Arena arena) {
    return arena.allocate(CALL_STATE);
  }

  /**
   * A system call. The caller keeps what addresses point to alive until it returns.
   *
   * @param state from {@link #newCallState}, one for each thread
   * @throws ErrnoException if it fails
   */
  static long call(MemorySegment state, long number, long a, long b, long c, long d, long e)
      throws ErrnoException {
    return call(state, number, a, b, c, d, e, 0);
  }

  /** The same with as many arguments as a call can have. */
  static long call(MemorySegment state, long number, long a, long b, long c, long d, long e, long f)
      throws ErrnoException {
    long result;
    try {
      result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new AssertionError(t); // it throws nothing
    }
    if (result >= 0) {
      return result;
    }
    int errno = (int) ERRNO.get(state, 0L);
    throw new ErrnoException(errno, Messages.of(errno));
  }

  /** The same without memory that is kept for it. */
  static long call(long number, long a, long b, long c, long d) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      return call(newCallState(arena), number, a, b, c, d, 0);
    }
  }

  /** Libc's texts for errors; only linked when there is one. */
  private static final class Messages {
    private static final MethodHandle STRERROR =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));

    static String of(int errno) {
      try {
        MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
        return text.reinterpret(256).getString(0);
      } catch (Throwable t) {
        throw new AssertionError(t);
      }
    }
  }
}
