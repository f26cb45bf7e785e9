package io.tinyvol.ext4.format;

import io.tinyvol.tree.FileName;
import java.nio.ByteBuffer;

/**
 * Writes the entries of one directory block from its start on, and its checksum at its end
 * (directory.rst, "Linear Directories").
 */
final class EntryBlock {
  /** The size of the entry that the checksum at the end of a block looks like. */
  static final int TAIL_BYTES = 12;

  /** What entries may take in a block. */
  static final int ROOM_BYTES = BlockBytes.SIZE - TAIL_BYTES;

  /** What "." and ".." take. */
  static final int DOTS_BYTES = 2 * DirectoryEntryView.MIN_BYTES;

  private static final byte TAIL_TYPE = (byte) 0xDE;

  private final ByteBuffer block;
  private int next;
  private int last;

  /** Begins a block, from index 0 of the buffer on. */
  EntryBlock(ByteBuffer block) {
    this.block = block;
    BlockBytes.clear(block, 0, BlockBytes.SIZE);
  }

  /** What an entry takes: entries begin at multiples of four bytes. */
  static int entryBytes(int nameBytes) {
    return (DirectoryEntryView.HEADER_BYTES + nameBytes + 3) & ~3;
  }

  /** Adds the entries for the directory itself and its parent. */
  void addDots(int self, int parent) {
    addHeader(self, 1, FileType.DIRECTORY);
    block.put(last + DirectoryEntryView.HEADER_BYTES, (byte) '.');
    addHeader(parent, 2, FileType.DIRECTORY);
    block.put(last + DirectoryEntryView.HEADER_BYTES, (byte) '.');
    block.put(last + DirectoryEntryView.HEADER_BYTES + 1, (byte) '.');
  }

  /** Adds an entry, which there must be room for. */
  void add(FileName name, int inode, byte fileType) {
    addHeader(inode, name.length(), fileType);
    name.copyTo(block, last + DirectoryEntryView.HEADER_BYTES);
  }

  private void addHeader(int inode, int nameBytes, byte fileType) {
    int sizeBytes = entryBytes(nameBytes);
    block.putInt(next, inode);
    block.putShort(next + 4, (short) sizeBytes);
    block.put(next + 6, (byte) nameBytes);
    block.put(next + 7, fileType);
    last = next;
    next += sizeBytes;
  }

  /** Lets the last entry reach to a place, which is where the next would begin. */
  void extendTo(int end) {
    block.putShort(last + 4, (short) (end - last));
    next = end;
  }

  /** Gives the last entry what is left, an empty one if there is none, and writes the checksum. */
  void finish(int inodeSeed) {
    extendTo(ROOM_BYTES);
    block.putShort(ROOM_BYTES + 4, (short) TAIL_BYTES);
    block.put(ROOM_BYTES + 7, TAIL_TYPE);
    block.putInt(ROOM_BYTES + 8, Crc32c.of(inodeSeed, block, 0, ROOM_BYTES));
  }
}
