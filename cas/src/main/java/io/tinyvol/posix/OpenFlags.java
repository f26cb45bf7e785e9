package io.tinyvol.posix;

/** The flags of open(2), those of x86-64, and of arm64 where it has others. */
final class OpenFlags {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  static final int RDONLY = 0;
  static final int WRONLY = 1;
  static final int RDWR = 2;
  static final int EXCL = 0x80;
  static final int NONBLOCK = 0x800;
  static final int DIRECT = ARM ? 0x10000 : 0x4000;
  static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
  static final int NOFOLLOW = ARM ? 0x8000 : 0x20000;
  static final int NOATIME = 0x40000;
  static final int CLOEXEC = 0x80000;

  /** Only names a file, and asks for no right to it. */
  static final int PATH = 0x200000;

  /** The bits that are one of the first three. */
  static final int ACCESS_MODE = 3;

  private OpenFlags() {}
}
