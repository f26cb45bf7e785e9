package io.tinyvol.ext4.format;

import io.tinyvol.tree.EscapedText;
import io.tinyvol.tree.Xattrs;
import java.nio.ByteBuffer;

/**
 * An extended attribute with its value as ext4 has it.
 *
 * @param name its name
 * @param value its value, which is not changed
 * @param large which of the values in inodes of their own it is; -1 if it is none
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
record XattrEntry(XattrName name, byte[] value, int large) {
  private static final int HEADER_BYTES = 16;
  private static final int NAME_SHIFT = 5;
  private static final int VALUE_SHIFT = 16;

  /**
   * The entry of an attribute.
   *
   * @throws NotEncodableException if ext4 has none like it
   */
  static XattrEntry of(Xattrs.Xattr xattr) throws NotEncodableException {
    XattrName name = XattrName.of(xattr.name());
    byte[] value = xattr.value();
    if (name.isAcl()) {
      value = PosixAcl.toDisk(EscapedText.of(xattr.name()), value);
    }
    return new XattrEntry(name, value, -1);
  }

  /** The same with its value in an inode of its own. */
  XattrEntry asLarge(int index) {
    return new XattrEntry(name, value, index);
  }

  boolean isLarge() {
    return large >= 0;
  }

  /** What it takes among the entries. */
  int entryBytes() {
    return HEADER_BYTES + padded(name.suffix().length);
  }

  /** What its value takes among the values. */
  int valueBytes() {
    return padded(value.length);
  }

  private static int padded(int sizeBytes) {
    return Math.ceilDiv(sizeBytes, Integer.BYTES) * Integer.BYTES;
  }

  /**
   * Writes it among zeros.
   *
   * @param at where the entry goes
   * @param valueAt where the value goes, unless it is a large one
   * @param valueOffset where the entry says that is
   */
  void put(ByteBuffer bytes, int at, int valueAt, int valueOffset, int hash) {
    bytes.put(at, (byte) name.suffix().length);
    bytes.put(at + 1, (byte) name.index());
    bytes.putInt(at + 8, value.length);
    bytes.putInt(at + 12, hash);
    bytes.put(at + HEADER_BYTES, name.suffix());
    if (!isLarge() && value.length > 0) {
      bytes.putShort(at + 2, (short) valueOffset);
      bytes.put(valueAt, value);
    }
  }

  /** Writes the inode that has its value, into an entry that is already there. */
  void putInode(ByteBuffer bytes, int at, int[] valueInodes) {
    bytes.putInt(at + 4, valueInodes[large]);
  }

  /**
   * The hash of its name and its value, or of its name and the checksum of a large value
   * (fs/ext4/xattr.c, ext4_xattr_hash_entry).
   */
  int hash(int csumSeed) {
    int hash = 0;
    for (byte b : name.suffix()) {
      hash = Integer.rotateLeft(hash, NAME_SHIFT) ^ Byte.toUnsignedInt(b);
    }
    if (isLarge()) {
      return mixed(hash, ValueInode.checksum(value, csumSeed));
    }
    for (int i = 0; i < value.length; i += Integer.BYTES) {
      int word = 0;
      for (int k = 0; k < Integer.BYTES && i + k < value.length; k++) {
        word |= Byte.toUnsignedInt(value[i + k]) << (Byte.SIZE * k);
      }
      hash = mixed(hash, word);
    }
    return hash;
  }

  private static int mixed(int hash, int word) {
    return Integer.rotateLeft(hash, VALUE_SHIFT) ^ word;
  }
}
