package io.tinyvol.builder.commit;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.builder.cut.CutPlanner;
import io.tinyvol.ext4.Ext4Exception;
import io.tinyvol.ext4.Ext4Reader;
import io.tinyvol.ext4.ImageRegion;
import io.tinyvol.ext4.ScanReport;
import io.tinyvol.ext4.format.Feature;
import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where changes are cut, and which of them are dropped.
 *
 * @param cuts where files whose inodes changed have windows with changes
 * @param dropped which blocks become zeros, whatever they hold
 * @param notes what the user should know of it
 */
record CommitPlan(CutPlan cuts, DroppedBlocks dropped, List<String> notes) {

  /**
   * Looks at a volume.
   *
   * @throws SourceException if free blocks are to be dropped, and which are free is not certain
   */
  static CommitPlan of(
      SparseSource view, int blockBytes, ImageRegion changed, CommitOptions options)
      throws IOException {
    try {
      return alongFiles(Ext4Reader.open(view), blockBytes, changed, options);
    } catch (Ext4Exception e) {
      if (options.dropFree()) {
        throw notCertain(e);
      }
      String note = "the volume " + e.getMessage() + ": changes are cut at fixed places";
      return fixed(blockBytes, options, note);
    }
  }

  static SourceException notCertain(Ext4Exception e) {
    return new SourceException("free blocks cannot be dropped: the volume " + e.getMessage());
  }

  private static CommitPlan fixed(int blockBytes, CommitOptions options, String note) {
    CutPlan cuts = CutPlan.fixed(options.maxChunkBytes() / blockBytes);
    return new CommitPlan(cuts, DroppedBlocks.NONE, List.of(note));
  }

  private static CommitPlan alongFiles(
      Ext4Reader reader, int blockBytes, ImageRegion changed, CommitOptions options)
      throws IOException {
    int fileSystemBlock = reader.geometry().blockSizeBytes();
    int ratio = fileSystemBlock / blockBytes;
    if (ratio == 0) {
      String what = "has blocks of " + fileSystemBlock + " bytes in a volume of " + blockBytes;
      if (options.dropFree()) {
        throw new SourceException("free blocks cannot be dropped: the file system " + what);
      }
      String note = "the file system " + what + ": changes are cut at fixed places";
      return fixed(blockBytes, options, note);
    }
    DroppedBlocks dropped =
        options.dropFree() ? DroppedBlocks.ofFree(reader.freeBlocks(), ratio) : DroppedBlocks.NONE;
    CutPlanner planner = new CutPlanner(blockBytes, options.maxChunkBytes());
    ScanReport report =
        reader.scanFiles(
            changed,
            new ChangedWindows(planner, changed, blockBytes, ratio, options.maxChunkBytes()));
    CutPlan cuts = planner.plan();
    List<String> notes = new ArrayList<>();
    if (reader.geometry().has(Feature.NEEDS_RECOVERY)) {
      notes.add(
          "the volume's journal was not replayed: what it has of files that were written last is "
              + "cut at fixed places");
    }
    if (report.damagedFiles() > 0) {
      notes.add(
          report.damagedFiles()
              + " changed files are damaged ("
              + report.firstDamage()
              + "): their blocks are cut at fixed places");
    }
    if (planner.isIncomplete()) {
      notes.add("changed files overlap or are in too many pieces: some are cut at fixed places");
    }
    return new CommitPlan(cuts, dropped, notes);
  }
}
