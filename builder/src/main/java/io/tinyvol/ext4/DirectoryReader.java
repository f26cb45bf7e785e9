package io.tinyvol.ext4;

import io.tinyvol.ext4.format.DirectoryEntryView;
import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.InlineAttribute;
import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the entries of directories, whether their data lies in blocks or in the inode. */
final class DirectoryReader {
  /** Is told of the entries of a directory. */
  interface Sink {
    /** An entry in use. */
    void entry(byte[] name, long inode) throws IOException;

    /** The rest of a block or of inline data does not consist of entries, and is passed over. */
    void damage(String message);
  }

  /** Inline data begins with the parent's inode in place of entries for "." and "..". */
  private static final int INLINE_PARENT_BYTES = 4;

  private final SparseReader reader;
  private final Geometry geometry;
  private final FileMapper mapper;
  private final SeenNumbers seen;
  private final ExtentList extents = new ExtentList();
  private final ByteBuffer block;

  DirectoryReader(SparseReader reader, Geometry geometry, FileMapper mapper, SeenNumbers seen) {
    this.reader = reader;
    this.geometry = geometry;
    this.mapper = mapper;
    this.seen = seen;
    this.block = SparseReader.buffer(geometry.blockSizeBytes());
  }

  /** Reads a directory's entries. The inode need not be valid any more once the sink is told. */
  void read(InodeView inode, Sink sink) throws IOException, DamagedInodeException {
    long sizeBytes = mapper.sizeBytes(FileKind.DIRECTORY, inode);
    mapper.map(inode, extents);
    if (inode.hasInlineData()) {
      byte[] inField = inode.blockField(INLINE_PARENT_BYTES, InodeView.BLOCK_FIELD_BYTES);
      byte[] inAttribute = InlineAttribute.value(inode, geometry.inodeSizeBytes());
      readEntries(ByteBuffer.wrap(inField).order(ByteOrder.LITTLE_ENDIAN), sink);
      readEntries(ByteBuffer.wrap(inAttribute).order(ByteOrder.LITTLE_ENDIAN), sink);
      return;
    }
    long endBlock = sizeBytes / geometry.blockSizeBytes();
    for (int i = 0; i < extents.size(); i++) {
      long count = Math.min(extents.blockCount(i), endBlock - extents.logicalBlock(i));
      for (long j = 0; j < count; j++) {
        readBlock(extents.physicalBlock(i) + j, sink);
      }
    }
  }

  /** A hole never has entries, so the blocks asked for are bounded by those that are there. */
  private void readBlock(long physicalBlock, Sink sink) throws IOException, DamagedInodeException {
    int size = geometry.blockSizeBytes();
    if (!seen.add(physicalBlock)) {
      throw new DamagedInodeException("has block " + physicalBlock + ", which was met before");
    }
    if (!reader.readUnlessHole(physicalBlock * size, block, size)) {
      throw new DamagedInodeException("has block " + physicalBlock + ", which is a hole");
    }
    readEntries(block, sink);
  }

  private void readEntries(ByteBuffer bytes, Sink sink) throws IOException {
    int at = 0;
    while (at < bytes.limit()) {
      int left = bytes.limit() - at;
      DirectoryEntryView entry = new DirectoryEntryView(bytes, at);
      if (left < DirectoryEntryView.MIN_BYTES) {
        sink.damage("has " + left + " bytes after its last entry");
        return;
      }
      int length = entry.recordBytes(geometry.blockSizeBytes());
      int nameBytes = entry.nameBytes(geometry.has(Feature.FILETYPE));
      if (length < DirectoryEntryView.MIN_BYTES || length % 4 != 0 || length > left) {
        sink.damage("has an entry of " + length + " bytes");
        return;
      }
      if (entry.inode() != 0) {
        if (nameBytes
            > Math.min(
                DirectoryEntryView.MAX_NAME_BYTES, length - DirectoryEntryView.HEADER_BYTES)) {
          sink.damage("has a name of " + nameBytes + " bytes in an entry of " + length);
          return;
        }
        sink.entry(entry.name(nameBytes), entry.inode());
      }
      at += length;
    }
  }
}
