package io.tinyvol.ext4.format;

/** The types that directory entries give of files (directory.rst, "ftype"). */
public final class FileType {
  /** A regular file. */
  public static final byte REGULAR = 1;

  /** A directory. */
  public static final byte DIRECTORY = 2;

  /** A character device. */
  public static final byte CHARACTER_DEVICE = 3;

  /** A block device. */
  public static final byte BLOCK_DEVICE = 4;

  /** A named pipe. */
  public static final byte FIFO = 5;

  /** A socket. */
  public static final byte SOCKET = 6;

  /** A symbolic link. */
  public static final byte SYMLINK = 7;

  private FileType() {}
}
