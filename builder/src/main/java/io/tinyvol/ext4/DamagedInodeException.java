package io.tinyvol.ext4;

/**
 * What one inode says cannot be true. The others may still be right, so this does not leave the
 * package. It has no stack trace: an image may hold millions of such inodes.
 */
final class DamagedInodeException extends Exception {
  private static final long serialVersionUID = 1;

  DamagedInodeException(String message) {
    super(message, null, false, false);
  }
}
