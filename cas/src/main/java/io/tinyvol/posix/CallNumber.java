package io.tinyvol.posix;

/** The numbers of system calls (syscalls(2)): those of x86-64, and of arm64 where it has others. */
final class CallNumber {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  static final long ACCEPT4 = ARM ? 242 : 288;
  static final long BIND = ARM ? 200 : 49;
  static final long CLOSE = ARM ? 57 : 3;
  static final long CONNECT = ARM ? 203 : 42;
  static final long FADVISE64 = ARM ? 223 : 221;
  static final long FALLOCATE = ARM ? 47 : 285;
  static final long FCNTL = ARM ? 25 : 72;
  static final long FDATASYNC = ARM ? 83 : 75;
  static final long FLOCK = ARM ? 32 : 73;
  static final long FSYNC = ARM ? 82 : 74;
  static final long FTRUNCATE = ARM ? 46 : 77;
  static final long GETDENTS64 = ARM ? 61 : 217;
  static final long GETSOCKOPT = ARM ? 209 : 55;
  static final long IOCTL = ARM ? 29 : 16;
  static final long LGETXATTR = ARM ? 9 : 192;
  static final long LISTEN = ARM ? 201 : 50;
  static final long LLISTXATTR = ARM ? 12 : 195;
  static final long LSEEK = ARM ? 62 : 8;
  static final long MKNODAT = ARM ? 33 : 259;
  static final long OPENAT = ARM ? 56 : 257;
  static final long PPOLL = ARM ? 73 : 271;
  static final long PREAD64 = ARM ? 67 : 17;
  static final long PREADV2 = ARM ? 286 : 327;
  static final long PWRITE64 = ARM ? 68 : 18;
  static final long PWRITEV2 = ARM ? 287 : 328;
  static final long READ = ARM ? 63 : 0;
  static final long READLINKAT = ARM ? 78 : 267;
  static final long RECVMSG = ARM ? 212 : 47;
  static final long SENDMSG = ARM ? 211 : 46;
  static final long SHUTDOWN = ARM ? 210 : 48;
  static final long SOCKET = ARM ? 198 : 41;
  static final long STATX = ARM ? 291 : 332;
  static final long UMASK = ARM ? 166 : 95;
  static final long WRITE = ARM ? 64 : 1;

  /** In Linux since 6.13; the same everywhere, as all that came late. */
  static final long LISTXATTRAT = 465;

  private CallNumber() {}
}
