package io.tinyvol.builder.image;

import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.builder.cut.CutPlanner;
import io.tinyvol.ext4.Ext4Exception;
import io.tinyvol.ext4.Ext4Reader;
import io.tinyvol.ext4.FileExtentVisitor;
import io.tinyvol.ext4.FileKind;
import io.tinyvol.ext4.ScanReport;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts an image along the files of the ext4 file system in it, so that the same file gives the same
 * chunks from every image and folder; where there is no such file system, at fixed places. Only the
 * places depend on what the image says of itself, never the bytes.
 *
 * @param plan where to cut
 * @param blockBytes the volume's block size: the file system's, where that is less than 4 KiB
 * @param notes what the user should know of it
 */
record FileCuts(CutPlan plan, int blockBytes, List<String> notes) {

  /** Looks at an image. */
  static FileCuts of(SparseSource source, int maxChunkBytes) throws IOException {
    try {
      return alongFiles(Ext4Reader.open(source), maxChunkBytes);
    } catch (Ext4Exception e) {
      int blockBytes = VolumeGeometry.DEFAULT_BLOCK_BYTES;
      String note = "the image " + e.getMessage() + ": cut into fixed chunks, not along files";
      return new FileCuts(CutPlan.fixed(maxChunkBytes / blockBytes), blockBytes, List.of(note));
    }
  }

  private static FileCuts alongFiles(Ext4Reader reader, int maxChunkBytes) throws IOException {
    int fileSystemBlock = reader.geometry().blockSizeBytes();
    int blockBytes = Math.min(fileSystemBlock, VolumeGeometry.DEFAULT_BLOCK_BYTES);
    CutPlanner planner = new CutPlanner(blockBytes, maxChunkBytes);
    ScanReport report = reader.scanFiles(new ToPlanner(planner, fileSystemBlock / blockBytes));
    CutPlan plan = planner.plan();
    List<String> notes = new ArrayList<>();
    if (report.damagedFiles() > 0) {
      notes.add(
          report.damagedFiles()
              + " files of the image are damaged ("
              + report.firstDamage()
              + "): their blocks are cut at fixed places");
    }
    if (planner.isIncomplete()) {
      notes.add(
          "the image's files overlap or are in too many pieces: some are cut at fixed places");
    }
    return new FileCuts(plan, blockBytes, notes);
  }

  /** Tells the planner in the volume's blocks, {@code ratio} of which make a file system's. */
  private record ToPlanner(CutPlanner planner, int ratio) implements FileExtentVisitor {
    @Override
    public void file(long inode, FileKind kind, long sizeBytes) {}

    @Override
    public void extent(long logicalBlock, long physicalBlock, long blockCount) {
      planner.addRun(logicalBlock * ratio, physicalBlock * ratio, blockCount * ratio);
    }

    @Override
    public void endFile() {
      planner.endFile();
    }
  }
}
