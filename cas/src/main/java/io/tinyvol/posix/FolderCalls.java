package io.tinyvol.posix;

/**
 * System calls on names in open folders. What is given and what comes back lies in a {@link
 * Scratch}.
 */
final class FolderCalls {
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EMPTY_PATH = 0x1000;

  /** STATX_BASIC_STATS: what stat(2) gives. */
  private static final int BASIC_STATUS = 0x7ff;

  private FolderCalls() {}

  static int openat(int fd, byte[] name, int flags, Scratch scratch) throws ErrnoException {
    int all = flags | OpenFlags.CLOEXEC;
    return (int) scratch.call(CallNumber.OPENAT, fd, scratch.name(name), all, 0, 0);
  }

  /** What is known of a file; of the open one itself with no name and AT_EMPTY_PATH. */
  static FileStatus statx(int fd, byte[] name, int flags, Scratch scratch) throws ErrnoException {
    long cName = scratch.name(name);
    scratch.call(CallNumber.STATX, fd, cName, flags, BASIC_STATUS, scratch.statusAddress);
    return StatxLayout.read(scratch.status);
  }

  /** How many bytes of entries are in the scratch's buffer now, 0 when there are no more. */
  static int getdents(int fd, Scratch scratch) throws ErrnoException {
    int room = scratch.buffer.capacity();
    return (int) scratch.call(CallNumber.GETDENTS64, fd, scratch.bufferAddress, room, 0, 0);
  }

  /** The length of a symlink's target, which is in the scratch's buffer. */
  static int readlinkat(int fd, byte[] name, Scratch scratch) throws ErrnoException {
    long cName = scratch.name(name);
    int room = scratch.buffer.capacity();
    return (int) scratch.call(CallNumber.READLINKAT, fd, cName, scratch.bufferAddress, room, 0);
  }

  /**
   * The length of the list of names of extended attributes, each with a zero, of a file in a folder
   * (listxattr(2)); the list is in the scratch's buffer.
   */
  static int listxattrat(int fd, byte[] file, int room, Scratch scratch) throws ErrnoException {
    long cName = scratch.name(file);
    long flags = AT_SYMLINK_NOFOLLOW;
    return (int)
        scratch.call(CallNumber.LISTXATTRAT, fd, cName, flags, scratch.bufferAddress, room);
  }

  /** The same of a path that {@link Scratch#path} gave. */
  static int llistxattr(long path, int room, Scratch scratch) throws ErrnoException {
    return (int) scratch.call(CallNumber.LLISTXATTR, path, scratch.bufferAddress, room, 0, 0);
  }

  /** The length of the value that is in the scratch's buffer (getxattr(2)). */
  static int lgetxattr(long path, byte[] attribute, Scratch scratch) throws ErrnoException {
    long cName = scratch.name(attribute);
    int room = scratch.buffer.capacity();
    return (int) scratch.call(CallNumber.LGETXATTR, path, cName, scratch.bufferAddress, room, 0);
  }
}
