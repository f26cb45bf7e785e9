package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes the {@link InodeView#BLOCK_FIELD_BYTES} of an inode that say where its content is, where
 * they are no extent tree's root ({@link ExtentTreeImage#root}).
 */
public final class BlockField {
  /** The longest target of a symbolic link that lies in the inode; longer ones have a block. */
  public static final int MAX_SYMLINK_BYTES = InodeView.BLOCK_FIELD_BYTES - 1;

  private BlockField() {}

  /** One of zeros: named pipes, sockets, free inodes. */
  public static byte[] empty() {
    return new byte[InodeView.BLOCK_FIELD_BYTES];
  }

  /**
   * The target of a symbolic link, which has no extent tree.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_SYMLINK_BYTES}
   */
  public static byte[] symlink(byte[] target) {
    if (target.length > MAX_SYMLINK_BYTES) {
      throw new IllegalArgumentException("a target of " + target.length + " bytes");
    }
    byte[] field = empty();
    System.arraycopy(target, 0, field, 0, target.length);
    return field;
  }

  /** The number of a device: in the first word if it fits the old form, else in the second. */
  public static byte[] device(int major, int minor) {
    ByteBuffer field = ByteBuffer.wrap(empty()).order(ByteOrder.LITTLE_ENDIAN);
    if (major < 1 << 8 && minor < 1 << 8) {
      field.putInt(0, major << 8 | minor);
    } else {
      field.putInt(Integer.BYTES, (minor & 0xFF) | major << 8 | (minor & ~0xFF) << 12);
    }
    return field.array();
  }
}
