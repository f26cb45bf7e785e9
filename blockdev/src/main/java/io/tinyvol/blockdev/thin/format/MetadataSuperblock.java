package io.tinyvol.blockdev.thin.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first block of a pool's metadata, as the kernel keeps it (struct thin_disk_superblock in
 * drivers/md/dm-thin-metadata.c; its checksum: dm_bm_checksum in
 * drivers/md/persistent-data/dm-block-manager.c).
 */
public final class MetadataSuperblock {
  /** How long a block of metadata is. */
  public static final int BYTES = 4096;

  private static final long MAGIC = 27022010;
  private static final int CHECKSUM_SEED = 160774;
  private static final int CHECKED_FROM = 4;
  private static final int MAGIC_AT = 32;
  private static final int SNAPSHOT_AT = 56;

  private final ByteBuffer block;

  private MetadataSuperblock(ByteBuffer block) {
    this.block = block;
  }

  /** Of a block's bytes, from 0 to {@link #BYTES}, which are copied. */
  public static MetadataSuperblock of(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new MetadataSuperblock(copy.put(0, bytes, 0, BYTES));
  }

  /** Whether it is one, and undamaged. */
  public boolean isSound() {
    return block.getLong(MAGIC_AT) == MAGIC && block.getInt(0) == checksum();
  }

  /** Whether a snapshot of the metadata is held. */
  public boolean hasSnapshot() {
    return block.getLong(SNAPSHOT_AT) != 0;
  }

  /** The same without a snapshot. */
  public MetadataSuperblock withoutSnapshot() {
    MetadataSuperblock without = of(block);
    without.block.putLong(SNAPSHOT_AT, 0);
    without.block.putInt(0, without.checksum());
    return without;
  }

  /** Puts its bytes into a buffer, from 0 on. */
  public void writeTo(ByteBuffer bytes) {
    bytes.put(0, block, 0, BYTES);
  }

  private int checksum() {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(CHECKED_FROM, BYTES - CHECKED_FROM));
    return ~(int) crc.getValue() ^ CHECKSUM_SEED;
  }
}
