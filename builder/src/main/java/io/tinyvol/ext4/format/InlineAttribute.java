package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;

/**
 * Finds the part of inline data that did not fit the inode's block field: it is the value of the
 * extended attribute system.data behind the inode's fields (Documentation/filesystems/ext4,
 * attributes.rst and inlinedata.rst).
 */
public final class InlineAttribute {
  private static final long MAGIC = 0xEA020000L;
  private static final int ENTRY_BYTES = 16;
  private static final int SYSTEM_INDEX = 7;
  private static final int DATA_NAME = 0x61746164;

  private InlineAttribute() {}

  /** A copy of the value; empty if there is none within the inode. */
  public static byte[] value(InodeView inode, int inodeSizeBytes) {
    ByteBuffer bytes = inode.bytes();
    int end = inode.at() + inodeSizeBytes;
    int header = inode.at() + inode.fieldsEnd(inodeSizeBytes);
    if (header + Integer.BYTES > end || u32(bytes, header) != MAGIC) {
      return new byte[0];
    }
    int first = header + Integer.BYTES;
    int entry = first;
    // Four zero bytes end the list.
    while (entry + ENTRY_BYTES <= end && u32(bytes, entry) != 0) {
      int nameBytes = Byte.toUnsignedInt(bytes.get(entry));
      if (isData(bytes, entry, nameBytes, end)) {
        return copy(bytes, first + u16(bytes, entry + 2), u32(bytes, entry + 8), end);
      }
      entry += ENTRY_BYTES + Math.ceilDiv(nameBytes, Integer.BYTES) * Integer.BYTES;
    }
    return new byte[0];
  }

  private static boolean isData(ByteBuffer bytes, int entry, int nameBytes, int end) {
    return nameBytes == Integer.BYTES
        && bytes.get(entry + 1) == SYSTEM_INDEX
        && entry + ENTRY_BYTES + nameBytes <= end
        && bytes.getInt(entry + ENTRY_BYTES) == DATA_NAME
        // Else the value would lie in an inode of its own.
        && u32(bytes, entry + 4) == 0;
  }

  private static byte[] copy(ByteBuffer bytes, int at, long sizeBytes, int end) {
    if (at > end || sizeBytes > end - at) {
      return new byte[0];
    }
    byte[] value = new byte[(int) sizeBytes];
    bytes.get(at, value);
    return value;
  }
}
