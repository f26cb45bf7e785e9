package io.tinyvol.posix;

/** The numbers of system calls (syscalls(2)): those of x86-64, and of arm64 where it has others. */
final class CallNumber {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  static final long CLOSE = ARM ? 57 : 3;
  static final long GETDENTS64 = ARM ? 61 : 217;
  static final long IOCTL = ARM ? 29 : 16;
  static final long LGETXATTR = ARM ? 9 : 192;
  static final long LLISTXATTR = ARM ? 12 : 195;
  static final long LSEEK = ARM ? 62 : 8;
  static final long OPENAT = ARM ? 56 : 257;
  static final long PREAD64 = ARM ? 67 : 17;
  static final long READLINKAT = ARM ? 78 : 267;
  static final long STATX = ARM ? 291 : 332;

  /** In Linux since 6.13; the same everywhere, as all that came late. */
  static final long LISTXATTRAT = 465;

  private CallNumber() {}
}
