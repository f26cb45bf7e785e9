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
  /** In Linux since 6.13, with this number on all architectures; libc has no function for it. */
  private static final long LISTXATTRAT = 465;

  private static final MethodHandle SYSCALL =
      Native.variadicWithErrno(
          "syscall",
          1,
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));

  private static final MethodHandle LLISTXATTR =
      Native.withErrno("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));

  private static final MethodHandle LGETXATTR =
      Native.withErrno(
          "lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  private LibcXattrs() {}

  /**
   * The length of the list of names, each with a zero, of a file in a folder; the list is in the
   * scratch's buffer.
   */
  static int listxattrat(int fd, byte[] file, int bufferBytes, Scratch scratch)
      throws ErrnoException {
    MemorySegment cName = scratch.name(file);
    long flags = LibcFolders.AT_SYMLINK_NOFOLLOW;
    try {
      return (int)
          orThrow(
              (long)
                  SYSCALL.invokeExact(
                      scratch.state,
                      LISTXATTRAT,
                      (long) fd,
                      cName,
                      flags,
                      scratch.buffer,
                      (long) bufferBytes),
              scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** The same of a path. */
  static int llistxattr(MemorySegment path, int bufferBytes, Scratch scratch)
      throws ErrnoException {
    MemorySegment buffer = scratch.buffer;
    try {
      return (int)
          orThrow(
              (long) LLISTXATTR.invokeExact(scratch.state, path, buffer, (long) bufferBytes),
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
