package io.tinyvol.ext4.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Turns an access control list from the form of system calls (include/uapi/linux/posix_acl_xattr.h)
 * into that of ext4 (fs/ext4/acl.h), which leaves out the owners that need no number.
 */
final class PosixAcl {
  private static final int CALL_VERSION = 2;
  private static final int DISK_VERSION = 1;
  private static final int PERMISSIONS = 07;

  /** No user and no group. */
  private static final int NOBODY = -1;

  private static final int OWNER = 0x1;
  private static final int USER = 0x2;
  private static final int OWNING_GROUP = 0x4;
  private static final int GROUP = 0x8;
  private static final int MASK = 0x10;
  private static final int OTHERS = 0x20;

  private PosixAcl() {}

  /**
   * The list in the form of ext4.
   *
   * @throws NotEncodableException if it is none that the kernel would take
   */
  static byte[] toDisk(String name, byte[] value) throws NotEncodableException {
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.allocate(value.length).order(ByteOrder.LITTLE_ENDIAN);
    boolean valid = false;
    try {
      valid = in.getInt() == CALL_VERSION && copy(in, out.putInt(DISK_VERSION));
    } catch (BufferUnderflowException e) {
      // Shorter than its version or than a whole number of entries.
    }
    if (!valid) {
      throw new NotEncodableException(
          "the extended attribute " + name + ": not a valid access control list");
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Copies the entries, which have a fixed order; those of others need a mask. */
  private static boolean copy(ByteBuffer in, ByteBuffer out) {
    int previous = 0;
    boolean named = false;
    boolean masked = false;
    int required = 0;
    while (in.hasRemaining()) {
      int tag = Short.toUnsignedInt(in.getShort());
      int permissions = Short.toUnsignedInt(in.getShort());
      int id = in.getInt();
      boolean hasId = tag == USER || tag == GROUP;
      boolean inOrder = hasId ? tag >= previous : tag > previous;
      if (hasId && id == NOBODY) {
        return false;
      }
      if (!inOrder || Integer.bitCount(tag) != 1 || tag > OTHERS || permissions > PERMISSIONS) {
        return false;
      }
      out.putShort((short) tag).putShort((short) permissions);
      if (hasId) {
        out.putInt(id);
      } else {
        required |= tag;
      }
      named |= hasId;
      masked |= tag == MASK;
      previous = tag;
    }
    return (required & ~MASK) == (OWNER | OWNING_GROUP | OTHERS) && (masked || !named);
  }
}
