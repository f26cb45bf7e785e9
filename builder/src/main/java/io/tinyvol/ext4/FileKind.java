package io.tinyvol.ext4;

/** What kind of file an inode is. */
public enum FileKind {
  /** A named pipe. */
  FIFO(0x1000),
  /** A character device. */
  CHARACTER_DEVICE(0x2000),
  /** A directory. */
  DIRECTORY(0x4000),
  /** A block device. */
  BLOCK_DEVICE(0x6000),
  /** A regular file. */
  REGULAR(0x8000),
  /** A symbolic link. */
  SYMLINK(0xA000),
  /** A socket. */
  SOCKET(0xC000),
  /** None that there is; the inode is damaged. */
  UNKNOWN(0);

  private static final int TYPE_MASK = 0xF000;
  private static final FileKind[] KINDS = values();

  private final int typeBits;

  FileKind(int typeBits) {
    this.typeBits = typeBits;
  }

  /** The kind that the type bits of a mode name. */
  static FileKind ofMode(int mode) {
    for (FileKind kind : KINDS) {
      if (kind.typeBits == (mode & TYPE_MASK)) {
        return kind;
      }
    }
    return UNKNOWN;
  }
}
