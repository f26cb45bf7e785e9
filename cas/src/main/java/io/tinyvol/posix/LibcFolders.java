package io.tinyvol.posix;

import static io.tinyvol.posix.Native.orThrow;
import static io.tinyvol.posix.Native.rethrow;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The libc functions on names in open folders. What is given and what comes back lies in a {@link
 * Scratch}. Constants are those of Linux on x86-64 and arm64 (open(2), statx(2)).
 */
final class LibcFolders {
  static final int O_NONBLOCK = 0x800;
  static final int O_NOATIME = 0x40000;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  /** Of the flags used here the two that differ from one architecture to the other. */
  static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;

  static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EMPTY_PATH = 0x1000;

  /** STATX_BASIC_STATS: what stat(2) gives. */
  private static final int BASIC_STATUS = 0x7ff;

  private static final MethodHandle OPENAT =
      Native.variadicWithErrno(
          "openat", 3, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle STATX =
      Native.withErrno(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

  private static final MethodHandle GETDENTS =
      Native.withErrno(
          "getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  private static final MethodHandle READLINKAT =
      Native.withErrno(
          "readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));

  private LibcFolders() {}

  static int openat(int fd, byte[] name, int flags, Scratch scratch) throws ErrnoException {
    MemorySegment cName = scratch.name(name);
    try {
      int opened = (int) OPENAT.invokeExact(scratch.state, fd, cName, flags | Libc.O_CLOEXEC);
      return (int) orThrow(opened, scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** What is known of a file; of the open one itself with no name and AT_EMPTY_PATH. */
  static FileStatus statx(int fd, byte[] name, int flags, Scratch scratch) throws ErrnoException {
    MemorySegment cName = scratch.name(name);
    try {
      int result =
          (int) STATX.invokeExact(scratch.state, fd, cName, flags, BASIC_STATUS, scratch.status);
      orThrow(result, scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
    return StatxLayout.read(scratch.status);
  }

  /** How many bytes of entries are in the scratch's buffer now, 0 when there are no more. */
  static int getdents(int fd, Scratch scratch) throws ErrnoException {
    MemorySegment buffer = scratch.buffer;
    try {
      return (int)
          orThrow(
              (long) GETDENTS.invokeExact(scratch.state, fd, buffer, buffer.byteSize()),
              scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** The length of a symlink's target, which is in the scratch's buffer. */
  static int readlinkat(int fd, byte[] name, Scratch scratch) throws ErrnoException {
    MemorySegment cName = scratch.name(name);
    MemorySegment buffer = scratch.buffer;
    try {
      return (int)
          orThrow(
              (long) READLINKAT.invokeExact(scratch.state, fd, cName, buffer, buffer.byteSize()),
              scratch.state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
