package io.tinyvol.posix;

import static io.tinyvol.posix.Native.orThrow;
import static io.tinyvol.posix.Native.rethrow;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The libc functions on extended attributes (listxattr(2), getxattr(2)), of symlinks themselves.
 */
final class LibcXattrs {
  private static final MethodHandle LLISTXATTR =
      Native.withErrno("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));

  private static final MethodHandle LGETXATTR =
      Native.withErrno(
          "lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  private LibcXattrs() {}

  /** The length of the list of names, each with a zero, that is in the scratch's buffer. */
  static int llistxattr(MemorySegment path, Scratch scratch) throws ErrnoException {
    MemorySegment buffer = scratch.buffer;
    try {
      return (int)
          orThrow(
              (long) LLISTXATTR.invokeExact(scratch.state, path, buffer, buffer.byteSize()),
              scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** The length of the value that is in the scratch's buffer. */
  static int lgetxattr(MemorySegment path, byte[] attribute, Scratch scratch)
      throws ErrnoException {
    MemorySegment buffer = scratch.buffer;
    MemorySegment cName = scratch.name(attribute);
    try {
      return (int)
          orThrow(
              (long) LGETXATTR.invokeExact(scratch.state, path, cName, buffer, buffer.byteSize()),
              scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
