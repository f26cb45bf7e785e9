package io.tinyvol.ext4.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The blocks and inodes of an image of ext4 with blocks of 4096 bytes, to compare and change. */
record RawImage(ByteBuffer bytes, Superblock superblock) {
  static RawImage open(Path image) throws IOException {
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer bytes =
          channel.map(MapMode.READ_WRITE, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer superblock =
          bytes
              .slice(Superblock.OFFSET_BYTES, Superblock.SIZE_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      return new RawImage(bytes, Superblock.decode(superblock));
    }
  }

  /** The seed of checksums where the superblock does not have one: that of the UUID. */
  int csumSeed() {
    UUID uuid = superblock.uuid();
    byte[] text =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    return Crc32c.of(-1, text, 0, text.length);
  }

  /**
   * The seed with which an inode of generation 0 has the checksums that this one has. The kernel
   * gives inodes random generations.
   */
  int csumSeed(int inode) {
    int generation = bytes.getInt(inodeAt(inode) + 0x64);
    int before = generation;
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      before = before < 0 ? ((before ^ 0x82F63B78) << 1) | 1 : before << 1;
    }
    return csumSeed() ^ before;
  }

  ByteBuffer block(long block) {
    return bytes.slice((int) block * 4096, 4096).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] blockBytes(long block) {
    return copy(block(block));
  }

  /** All bytes of a buffer. */
  static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  /** Where an inode begins. */
  int inodeAt(int inode) {
    int group = (int) ((inode - 1) / superblock.inodesPerGroup());
    int index = (int) ((inode - 1) % superblock.inodesPerGroup());
    GroupDescriptorView descriptor =
        new GroupDescriptorView(bytes, 4096 + group * superblock.descriptorSizeBytes(), true);
    return (int) descriptor.inodeTableBlock() * 4096 + index * InodeFormat.SIZE_BYTES;
  }

  InodeView inode(int inode) {
    return new InodeView(bytes, inodeAt(inode));
  }

  byte[] inodeBytes(int inode, int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(inodeAt(inode) + from, copy);
    return copy;
  }

  /** The block that has one of a file, whose extents lie in the inode or in nodes. */
  long dataBlock(int inode, long logicalBlock) {
    for (Extent extent : KernelExtents.of(this, inode).extents()) {
      if (logicalBlock >= extent.logicalBlock()
          && logicalBlock < extent.logicalBlock() + extent.blockCount()) {
        return extent.physicalBlock() + logicalBlock - extent.logicalBlock();
      }
    }
    throw new AssertionError("inode " + inode + " has no block " + logicalBlock);
  }
}
