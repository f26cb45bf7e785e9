package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Crc32c;
import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.GroupDescriptorView;
import io.tinyvol.ext4.format.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Which blocks of a file system are free, by its bitmaps (Documentation/filesystems/ext4/
 * bitmaps.rst), of which it keeps one. A bitmap is believed if its checksum, where there is one,
 * and the group's number of free blocks agree with it. Of a group whose bitmap was never written
 * nothing counts as free: no file ever had a block there. Not thread-safe.
 */
public final class FreeBlocks {
  private final SparseReader reader;
  private final Geometry geometry;
  private final DescriptorBlocks descriptorBlocks;
  private final int checksumStart;
  private final ByteBuffer descriptors;
  private final ByteBuffer bitmap;
  private long descriptorsIndex = -1;
  private long bitmapGroup = -1;
  private boolean isInitialised;

  FreeBlocks(SparseReader reader, Superblock superblock, Geometry geometry) {
    this.reader = reader;
    this.geometry = geometry;
    this.descriptorBlocks = new DescriptorBlocks(superblock, geometry);
    this.checksumStart = superblock.checksumStart();
    this.descriptors = SparseReader.buffer(geometry.blockSizeBytes());
    this.bitmap = SparseReader.buffer(geometry.blockSizeBytes());
  }

  /**
   * The first free block from {@code block} to before {@code end}, or {@code end}. What lies
   * outside of the file system is not free.
   *
   * @throws Ext4Exception if a bitmap is damaged
   */
  public long nextFree(long block, long end) throws IOException {
    return next(block, end, true);
  }

  /**
   * The first block from {@code block} to before {@code end} that is not free, or {@code end}.
   *
   * @throws Ext4Exception if a bitmap is damaged
   */
  public long nextUsed(long block, long end) throws IOException {
    return next(block, end, false);
  }

  private long next(long block, long end, boolean free) throws IOException {
    for (long at = block; at < end; ) {
      if (at >= geometry.blocksCount()) {
        return free ? end : at;
      }
      if (at < geometry.firstDataBlock()) {
        if (!free) {
          return at;
        }
        at = geometry.firstDataBlock();
        continue;
      }
      long group = (at - geometry.firstDataBlock()) / geometry.blocksPerGroup();
      load(group);
      long stop = Math.min(end, startOf(group) + blocksOf(group));
      for (; at < stop; at++) {
        if (isFree((int) (at - startOf(group))) == free) {
          return at;
        }
      }
    }
    return end;
  }

  private boolean isFree(int index) {
    return isInitialised && (bitmap.get(index >>> 3) >>> (index & 7) & 1) == 0;
  }

  private long startOf(long group) {
    return geometry.firstDataBlock() + group * geometry.blocksPerGroup();
  }

  private int blocksOf(long group) {
    return (int) Math.min(geometry.blocksPerGroup(), geometry.blocksCount() - startOf(group));
  }

  private void load(long group) throws IOException {
    if (group == bitmapGroup) {
      return;
    }
    bitmapGroup = -1;
    GroupDescriptorView descriptor = descriptor(group);
    boolean checked = geometry.has(Feature.METADATA_CSUM);
    // Without checksums of the descriptors the flag means nothing.
    boolean flags = checked || geometry.has(Feature.GDT_CSUM);
    isInitialised = !(flags && descriptor.blockBitmapUninitialised());
    if (isInitialised) {
      read(group, descriptor);
      int length = (int) (geometry.blocksPerGroup() / Byte.SIZE);
      if (checked
          && !descriptor.hasBlockBitmapChecksum(Crc32c.of(checksumStart, bitmap, 0, length))) {
        throw Ext4Exception.damaged("the bitmap of group " + group + " has a wrong checksum");
      }
      checkCount(group, descriptor);
    }
    bitmapGroup = group;
  }

  private void read(long group, GroupDescriptorView descriptor) throws IOException {
    long block = descriptor.blockBitmapBlock();
    if (!geometry.mayHold(block, 1)) {
      throw Ext4Exception.damaged("the bitmap of group " + group + " lies outside");
    }
    int size = geometry.blockSizeBytes();
    reader.read(block * size, bitmap, size);
  }

  private void checkCount(long group, GroupDescriptorView descriptor) throws Ext4Exception {
    int free = 0;
    for (int i = 0; i < blocksOf(group); i++) {
      free += isFree(i) ? 1 : 0;
    }
    if (free != descriptor.freeBlocks()) {
      throw Ext4Exception.damaged(
          "group %d has %d free blocks by its bitmap, %d by its descriptor"
              .formatted(group, free, descriptor.freeBlocks()));
    }
  }

  /** The table of groups has been read, so the descriptors lie inside. */
  private GroupDescriptorView descriptor(long group) throws IOException {
    int perBlock = geometry.blockSizeBytes() / geometry.descriptorSizeBytes();
    if (group / perBlock != descriptorsIndex) {
      descriptorsIndex = -1;
      int size = geometry.blockSizeBytes();
      reader.read(descriptorBlocks.blockOf(group / perBlock) * size, descriptors, size);
      descriptorsIndex = group / perBlock;
    }
    int at = (int) (group % perBlock) * geometry.descriptorSizeBytes();
    return new GroupDescriptorView(descriptors, at, geometry.has(Feature.WIDE));
  }
}
