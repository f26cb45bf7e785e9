package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;

/** Finds where the data of one file lies, by whichever map its inode has. */
final class FileMapper {
  private final Geometry geometry;
  private final ExtentTree extentTree;
  private final BlockMap blockMap;

  /**
   * A mapper.
   *
   * @param seen gets the blocks of the maps, and must not have them yet
   */
  FileMapper(SparseReader reader, Geometry geometry, SeenNumbers seen) {
    TreeBlocks blocks = new TreeBlocks(reader, geometry, seen);
    this.geometry = geometry;
    this.extentTree = new ExtentTree(blocks);
    this.blockMap = new BlockMap(blocks);
  }

  /** Whether an inode has a map, which says where its data lies. */
  static boolean hasMap(FileKind kind, InodeView inode) {
    return switch (kind) {
      case REGULAR, DIRECTORY -> true;
      case SYMLINK -> !isShortSymlink(inode);
      default -> false;
    };
  }

  /**
   * Whether a symlink's target lies where others have their map. The kernel goes by the size
   * (fs/ext4/inode.c, ext4_inode_is_fast_symlink); an inode that says what map it has is believed
   * first.
   */
  private static boolean isShortSymlink(InodeView inode) {
    return !inode.hasExtents()
        && !inode.hasInlineData()
        && inode.sizeLowBytes() < InodeView.BLOCK_FIELD_BYTES;
  }

  /** The size of a file, whose upper half is only there for some kinds. */
  long sizeBytes(FileKind kind, InodeView inode) throws DamagedInodeException {
    boolean large =
        kind == FileKind.REGULAR || (kind == FileKind.DIRECTORY && geometry.has(Feature.LARGE_DIR));
    long size = large ? inode.sizeBytes() : inode.sizeLowBytes();
    if (size < 0) {
      throw new DamagedInodeException("has a size of " + Long.toUnsignedString(size) + " bytes");
    }
    return size;
  }

  /** Replaces what is in the list by the extents of a file. */
  void map(InodeView inode, ExtentList extents) throws IOException, DamagedInodeException {
    extents.clear();
    if (inode.hasInlineData()) {
      if (!geometry.has(Feature.INLINE_DATA)) {
        throw new DamagedInodeException("has inline data, which the superblock does not allow");
      }
    } else if (inode.hasExtents()) {
      extentTree.collect(inode.extentRoot(), extents);
    } else {
      blockMap.collect(inode, extents);
    }
  }
}
