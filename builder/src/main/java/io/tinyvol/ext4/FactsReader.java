package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InodeView;
import io.tinyvol.tree.EscapedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what an inode says of its file. */
final class FactsReader {
  private final SparseReader reader;
  private final Geometry geometry;
  private final FileMapper mapper;
  private final ExtentList extents = new ExtentList();
  private final ByteBuffer block;

  FactsReader(SparseReader reader, Geometry geometry, FileMapper mapper) {
    this.reader = reader;
    this.geometry = geometry;
    this.mapper = mapper;
    this.block = SparseReader.buffer(geometry.blockSizeBytes());
  }

  FileFacts read(InodeView inode) throws IOException, DamagedInodeException {
    FileKind kind = FileKind.ofMode(inode.mode());
    if (kind == FileKind.UNKNOWN) {
      throw new DamagedInodeException("has the mode 0" + Integer.toOctalString(inode.mode()));
    }
    boolean device = kind == FileKind.CHARACTER_DEVICE || kind == FileKind.BLOCK_DEVICE;
    return new FileFacts(
        kind,
        inode.mode() & InodeView.PERMISSION_BITS,
        inode.uid(),
        inode.gid(),
        mapper.sizeBytes(kind, inode),
        inode.modified(geometry.inodeSizeBytes()),
        inode.linksCount(),
        device ? inode.deviceMajor() : 0,
        device ? inode.deviceMinor() : 0,
        kind == FileKind.SYMLINK ? symlinkTarget(inode) : null);
  }

  private @Nullable String symlinkTarget(InodeView inode)
      throws IOException, DamagedInodeException {
    long sizeBytes = inode.sizeLowBytes();
    // The kernel makes none that would not fit a block.
    if (sizeBytes > geometry.blockSizeBytes()) {
      throw new DamagedInodeException("is a symlink of " + sizeBytes + " bytes");
    }
    int size = (int) sizeBytes;
    if (inode.hasInlineData()) {
      return EscapedText.of(InlineContent.read(inode, size, geometry));
    }
    if (!FileMapper.hasMap(FileKind.SYMLINK, inode)) {
      return EscapedText.of(inode.blockField(0, size));
    }
    mapper.map(inode, extents);
    if (extents.size() == 0 || extents.logicalBlock(0) != 0) {
      throw new DamagedInodeException("is a symlink without its target");
    }
    reader.read(extents.physicalBlock(0) * geometry.blockSizeBytes(), block, size);
    byte[] target = new byte[size];
    block.get(target);
    return EscapedText.of(target);
  }
}
