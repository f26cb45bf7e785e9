package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes the superblock of an empty journal (Documentation/filesystems/ext4/journal.rst), the first
 * block of it. The others may hold anything.
 */
public final class JournalSuperblock {
  private static final int MAGIC = 0xC03B3998;
  private static final int VERSION_2 = 4;
  private static final int FIRST_LOG_BLOCK = 1;
  private static final int FIRST_SEQUENCE = 1;
  private static final int USERS = 1;

  private JournalSuperblock() {}

  /**
   * Writes it.
   *
   * @param blocks the length of the journal
   * @param block the 4096 bytes, of zeros, to write from index 0 on
   */
  public static void encode(int blocks, ByteBuffer block) {
    ByteBuffer bytes = block.duplicate().order(ByteOrder.BIG_ENDIAN);
    bytes.putInt(0x0, MAGIC);
    bytes.putInt(0x4, VERSION_2);
    bytes.putInt(0xC, 4096);
    bytes.putInt(0x10, blocks);
    bytes.putInt(0x14, FIRST_LOG_BLOCK);
    bytes.putInt(0x18, FIRST_SEQUENCE);
    bytes.putInt(0x40, USERS);
  }
}
