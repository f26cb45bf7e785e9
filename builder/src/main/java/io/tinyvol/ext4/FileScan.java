package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One scan over all files. The extents of each are collected before any is delivered. */
final class FileScan implements InodeTables.Visitor {
  /** Lists the bad blocks of the disk. */
  private static final long BAD_BLOCKS_INODE = 1;

  /** Holds blocks for descriptors to come, in a map of its own kind: no data. */
  private static final long RESIZE_INODE = 7;

  private final FileMapper mapper;
  private final FileExtentVisitor visitor;
  private final ExtentList extents = new ExtentList();
  private long fileCount;
  private long extentCount;
  private long damagedCount;
  private @Nullable String firstDamage;

  FileScan(FileMapper mapper, FileExtentVisitor visitor) {
    this.mapper = mapper;
    this.visitor = visitor;
  }

  @Override
  public void inode(long number, InodeView inode) throws IOException {
    FileKind kind = FileKind.ofMode(inode.mode());
    if (!FileMapper.hasMap(kind, inode) || number == BAD_BLOCKS_INODE || number == RESIZE_INODE) {
      return;
    }
    long sizeBytes;
    try {
      sizeBytes = mapper.sizeBytes(kind, inode);
      mapper.map(inode, extents);
    } catch (DamagedInodeException e) {
      damagedCount++;
      if (firstDamage == null) {
        firstDamage = "inode " + number + " " + e.getMessage();
      }
      return;
    }
    fileCount++;
    extentCount += extents.size();
    visitor.file(number, kind, sizeBytes);
    extents.deliver(visitor);
    visitor.endFile();
  }

  ScanReport report() {
    return new ScanReport(fileCount, extentCount, damagedCount, firstDamage);
  }
}
