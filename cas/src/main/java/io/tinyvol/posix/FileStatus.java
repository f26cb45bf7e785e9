package io.tinyvol.posix;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the kernel knows of a file (statx(2)).
 *
 * @param device where it lies: the major number in the high half, the minor in the low
 * @param inode which file there
 * @param mode its type and permissions (inode(7))
 * @param links how many names it has
 * @param uid its owner
 * @param gid its group
 * @param sizeBytes its length
 * @param sectors what it takes, in units of 512 bytes
 * @param modifiedSeconds when its content was changed, in seconds since 1970
 * @param modifiedNanos and the nanoseconds
 * @param changedSeconds when anything of it was changed; no call can set this time
 * @param changedNanos and the nanoseconds
 * @param major a device's major number
 * @param minor a device's minor number
 */
public record FileStatus(
    long device,
    long inode,
    int mode,
    long links,
    long uid,
    long gid,
    long sizeBytes,
    long sectors,
    long modifiedSeconds,
    int modifiedNanos,
    long changedSeconds,
    int changedNanos,
    long major,
    long minor) {
  private static final int TYPE_MASK = 0170000;
  private static final int PERMISSION_MASK = 07777;
  private static final int SECTOR_BYTES = 512;

  /** The types of files (inode(7)). */
  public enum Type {
    /** A regular file. */
    REGULAR,
    /** A folder. */
    FOLDER,
    /** A symbolic link. */
    SYMLINK,
    /** A device of characters. */
    CHARACTER_DEVICE,
    /** A device of blocks. */
    BLOCK_DEVICE,
    /** A named pipe. */
    FIFO,
    /** A socket. */
    SOCKET,
    /** What newer kernels may have. */
    UNKNOWN
  }

  /**
   * Of the file at a path, or of a symlink's target; asks for no right to it.
   *
   * @throws NoSuchFileException if there is no such file
   */
  public static FileStatus of(Path path) throws IOException {
    try (Descriptor named = Descriptor.open(path, OpenFlags.PATH)) {
      return named.status();
    }
  }

  /** Which type of file it is. */
  public Type type() {
    return switch (mode & TYPE_MASK) {
      case 0100000 -> Type.REGULAR;
      case 0040000 -> Type.FOLDER;
      case 0120000 -> Type.SYMLINK;
      case 0020000 -> Type.CHARACTER_DEVICE;
      case 0060000 -> Type.BLOCK_DEVICE;
      case 0010000 -> Type.FIFO;
      case 0140000 -> Type.SOCKET;
      default -> Type.UNKNOWN;
    };
  }

  /** The lower twelve bits of the mode. */
  public int permissions() {
    return mode & PERMISSION_MASK;
  }

  /** What it takes on its file system. */
  public long allocatedBytes() {
    return sectors * SECTOR_BYTES;
  }

  /** Whether it takes less than its length, so that it has holes. */
  public boolean mayHaveHoles() {
    return sectors < Math.ceilDiv(sizeBytes, SECTOR_BYTES);
  }

  /** Whether this is the same file as another. */
  public boolean isSameFile(FileStatus other) {
    return device == other.device && inode == other.inode;
  }

  /**
   * Whether this is the same file with the same content, as far as can be told: whoever writes to a
   * file, or sets its times, changes the time of its change.
   */
  public boolean isSameContent(FileStatus other) {
    return isSameFile(other)
        && sizeBytes == other.sizeBytes
        && modifiedSeconds == other.modifiedSeconds
        && modifiedNanos == other.modifiedNanos
        && changedSeconds == other.changedSeconds
        && changedNanos == other.changedNanos;
  }
}
