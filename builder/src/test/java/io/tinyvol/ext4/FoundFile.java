package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file as a scan tells of it. */
record FoundFile(long inode, FileKind kind, long sizeBytes, List<Extent> extents) {
  /** A run of blocks. */
  record Extent(long logicalBlock, long physicalBlock, long blockCount) {}

  /** All files of a scan by inode, and its report. */
  record Scan(Map<Long, FoundFile> files, ScanReport report) {}

  FoundFile(long inode, FileKind kind, long sizeBytes) {
    this(inode, kind, sizeBytes, new ArrayList<>());
  }

  /** Scans all files and checks the order and the counts of what the scan tells. */
  static Scan scan(Ext4Reader reader) throws IOException {
    Collector collector = new Collector();
    ScanReport report = reader.scanFiles(collector);
    assertNull(collector.current, "a file was not ended");
    assertEquals(collector.files.size(), report.files());
    long extents = collector.files.values().stream().mapToLong(f -> f.extents.size()).sum();
    assertEquals(extents, report.extents());
    assertEquals(report.damagedFiles() == 0, report.firstDamage() == null);
    return new Scan(collector.files, report);
  }

  /** Something that tells of files. */
  interface Teller {
    void tell(FileExtentVisitor visitor) throws IOException;
  }

  /** The only file told of. */
  static FoundFile collect(Teller teller) throws IOException {
    Collector collector = new Collector();
    teller.tell(collector);
    assertNull(collector.current, "a file was not ended");
    assertEquals(1, collector.files.size());
    return collector.files.values().iterator().next();
  }

  /** The file's bytes, gathered through its extents. */
  byte[] content(SparseSource source, int blockSizeBytes) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(sizeBytes)];
    for (Extent extent : extents) {
      long from = extent.logicalBlock * blockSizeBytes;
      long length = Math.min(extent.blockCount * blockSizeBytes, bytes.length - from);
      if (length > 0) {
        ByteBuffer into = ByteBuffer.wrap(bytes, (int) from, (int) length);
        source.readFully(extent.physicalBlock * blockSizeBytes, into);
      }
    }
    return bytes;
  }

  /** Adds a run, to the last one if it continues it. */
  void addMerged(long logicalBlock, long physicalBlock, long blockCount) {
    if (!extents.isEmpty()) {
      Extent last = extents.getLast();
      if (last.logicalBlock + last.blockCount == logicalBlock
          && last.physicalBlock + last.blockCount == physicalBlock) {
        extents.removeLast();
        extents.add(
            new Extent(last.logicalBlock, last.physicalBlock, last.blockCount + blockCount));
        return;
      }
    }
    extents.add(new Extent(logicalBlock, physicalBlock, blockCount));
  }

  private static final class Collector implements FileExtentVisitor {
    private final Map<Long, FoundFile> files = new TreeMap<>();
    private long lastInode;
    private @Nullable FoundFile current;

    @Override
    public void file(long inode, FileKind kind, long sizeBytes) {
      assertNull(current);
      assertTrue(inode > lastInode, "inodes must ascend");
      assertTrue(sizeBytes >= 0);
      lastInode = inode;
      current = new FoundFile(inode, kind, sizeBytes);
      files.put(inode, current);
    }

    @Override
    public void extent(long logicalBlock, long physicalBlock, long blockCount) {
      FoundFile file = open();
      int before = file.extents.size();
      long end = before == 0 ? 0 : endOf(file.extents.getLast());
      assertTrue(logicalBlock >= end, "extents must ascend");
      assertTrue(blockCount > 0);
      file.addMerged(logicalBlock, physicalBlock, blockCount);
      assertEquals(before + 1, file.extents.size(), "neighbours must be merged");
    }

    @Override
    public void endFile() {
      open();
      current = null;
    }

    private FoundFile open() {
      if (current == null) {
        throw new AssertionError("there is no file");
      }
      return current;
    }

    private static long endOf(Extent extent) {
      return extent.logicalBlock + extent.blockCount;
    }
  }
}
