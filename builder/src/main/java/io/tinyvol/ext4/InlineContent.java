package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InlineAttribute;
import io.tinyvol.ext4.format.InodeView;
import java.util.Arrays;

/** Puts together what of a file lies in its inode: in the block field, and behind the fields. */
final class InlineContent {
  private InlineContent() {}

  /** The content of a file of this size that has inline data. */
  static byte[] read(InodeView inode, long sizeBytes, Geometry geometry)
      throws DamagedInodeException {
    byte[] rest = InlineAttribute.value(inode, geometry.inodeSizeBytes());
    // Of 64 bits without a sign, so that one that is too great is negative here.
    if (sizeBytes < 0 || sizeBytes > InodeView.BLOCK_FIELD_BYTES + rest.length) {
      throw new DamagedInodeException("has inline data without its end");
    }
    int size = (int) sizeBytes;
    int inField = Math.min(size, InodeView.BLOCK_FIELD_BYTES);
    byte[] content = Arrays.copyOf(inode.blockField(0, inField), size);
    System.arraycopy(rest, 0, content, inField, size - inField);
    return content;
  }
}
