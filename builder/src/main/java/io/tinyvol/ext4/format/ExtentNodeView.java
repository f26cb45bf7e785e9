package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.joined;
import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;

/**
 * A node of an extent tree in a buffer (Documentation/filesystems/ext4/ifork.rst, "Extent Tree").
 * Its entries are extents if its depth is 0, and else point at nodes one level down.
 *
 * @param bytes the buffer, little-endian
 * @param at where the node begins in it
 * @param sizeBytes the room it has there
 */
public record ExtentNodeView(ByteBuffer bytes, int at, int sizeBytes) {
  /** What {@link #magic} is in every node. */
  public static final int MAGIC = 0xF30A;

  private static final int HEADER_BYTES = 12;
  private static final int ENTRY_BYTES = 12;

  /** The longest extent that has data; a greater length says that it has none yet. */
  private static final int MAX_WRITTEN_BLOCKS = 1 << 15;

  /** Tells a node from other bytes. */
  public int magic() {
    return u16(bytes, at);
  }

  /** The number of entries in use. */
  public int entries() {
    return u16(bytes, at + 2);
  }

  /** The number of entries the node says there is room for. */
  public int maxEntries() {
    return u16(bytes, at + 4);
  }

  /** The number of entries there is room for. */
  public int capacityEntries() {
    return (sizeBytes - HEADER_BYTES) / ENTRY_BYTES;
  }

  /** The number of levels below this one. */
  public int depth() {
    return u16(bytes, at + 6);
  }

  /** The first block of the file that an entry covers. */
  public long logicalBlock(int entry) {
    return u32(bytes, offset(entry));
  }

  /** The block of the node that an entry points at. */
  public long childBlock(int entry) {
    return joined(u16(bytes, offset(entry) + 8), u32(bytes, offset(entry) + 4), 32);
  }

  /** Where an extent's blocks begin. */
  public long physicalBlock(int entry) {
    return joined(u16(bytes, offset(entry) + 6), u32(bytes, offset(entry) + 8), 32);
  }

  /** The number of blocks of an extent. */
  public int blockCount(int entry) {
    int length = u16(bytes, offset(entry) + 4);
    return length <= MAX_WRITTEN_BLOCKS ? length : length - MAX_WRITTEN_BLOCKS;
  }

  /** Whether an extent has data, and is not one that was only reserved and reads as zeros. */
  public boolean isWritten(int entry) {
    return u16(bytes, offset(entry) + 4) <= MAX_WRITTEN_BLOCKS;
  }

  private int offset(int entry) {
    return at + HEADER_BYTES + ENTRY_BYTES * entry;
  }
}
