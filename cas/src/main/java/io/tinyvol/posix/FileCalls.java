package io.tinyvol.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** System calls on open files. */
final class FileCalls {
  static final int SEEK_END = 2;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;

  /** AT_FDCWD. */
  private static final int PRESENT_FOLDER = -100;

  /** TCGETS, see ioctl_tty(2): a terminal's settings, which nothing else has. */
  private static final long GET_TERMINAL = 0x5401;

  private static final int TERMINAL_BYTES = 256;

  private FileCalls() {}

  /** Opens a path, from the present folder if it is relative. */
  static int open(String path, int flags) throws ErrnoException {
    ByteBuffer cPath = cPath(path);
    long address = MemorySegment.ofBuffer(cPath).address();
    int all = flags | OpenFlags.CLOEXEC;
    try {
      return (int) Kernel.call(CallNumber.OPENAT, PRESENT_FOLDER, address, all, 0);
    } finally {
      Reference.reachabilityFence(cPath);
    }
  }

  /** Makes a name for a device. */
  static void mknod(String path, long mode, long device) throws ErrnoException {
    ByteBuffer cPath = cPath(path);
    long address = MemorySegment.ofBuffer(cPath).address();
    try {
      Kernel.call(CallNumber.MKNODAT, PRESENT_FOLDER, address, mode, device);
    } finally {
      Reference.reachabilityFence(cPath);
    }
  }

  private static ByteBuffer cPath(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocateDirect(bytes.length + 1).put(bytes).clear();
  }

  /** Tells a driver something, and takes its answer in a direct buffer from its beginning on. */
  static void control(Descriptor device, long request, ByteBuffer argument) throws IOException {
    long address = MemorySegment.ofBuffer(argument.duplicate().clear()).address();
    try {
      device.call(CallNumber.IOCTL, request, address, 0);
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  static void close(int fd) {
    try {
      Kernel.call(CallNumber.CLOSE, fd, 0, 0, 0);
    } catch (ErrnoException e) {
      // Only what was written could be lost by it, and nothing is written here.
    }
  }

  /** Reads into a direct buffer; the number of bytes, 0 at the end of the file. */
  static int pread(int fd, ByteBuffer dst, long offset) throws ErrnoException {
    long address = MemorySegment.ofBuffer(dst).address();
    try {
      return (int) Kernel.call(CallNumber.PREAD64, fd, address, dst.remaining(), offset);
    } finally {
      Reference.reachabilityFence(dst);
    }
  }

  static long lseek(int fd, long offset, int whence) throws ErrnoException {
    return Kernel.call(CallNumber.LSEEK, fd, offset, whence, 0);
  }

  static boolean isTerminal(int fd) {
    ByteBuffer settings = ByteBuffer.allocateDirect(TERMINAL_BYTES);
    long address = MemorySegment.ofBuffer(settings).address();
    try {
      Kernel.call(CallNumber.IOCTL, fd, GET_TERMINAL, address, 0);
      return true;
    } catch (ErrnoException e) {
      return false;
    } finally {
      Reference.reachabilityFence(settings);
    }
  }
}
