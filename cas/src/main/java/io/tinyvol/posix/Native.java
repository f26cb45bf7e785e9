package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** How libc's functions are found, and what becomes of errno. */
@SuppressWarnings("restricted") // calling libc is what this package is for
final class Native {
  /** Where a call leaves errno: the first argument of handles that {@link #withErrno} made. */
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle STRERROR =
      plain("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Native() {}

  /** A function that does not tell errors by errno, or whose errors are of no interest. */
  static MethodHandle plain(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
  }

  /** A function that does. */
  static MethodHandle withErrno(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, CAPTURE_ERRNO);
  }

  /** A function that does, whose arguments from the place {@code fixed} on are variable ones. */
  static MethodHandle variadicWithErrno(String name, int fixed, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        shape,
        CAPTURE_ERRNO,
        Linker.Option.firstVariadicArg(fixed));
  }

  static long orThrow(long result, MemorySegment state) throws ErrnoException {
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

  /** What a call of a handle threw: the errno, or what cannot happen. */
  static ErrnoException rethrow(Throwable t) {
    return switch (t) {
      case ErrnoException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(t);
    };
  }
}
