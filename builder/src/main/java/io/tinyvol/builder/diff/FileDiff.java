package io.tinyvol.builder.diff;

import io.tinyvol.builder.diff.TreeComparison.Candidate;
import io.tinyvol.ext4.Ext4Exception;
import io.tinyvol.ext4.TreeReport;
import io.tinyvol.ext4.TreeVisitor;
import io.tinyvol.volume.manifest.PieceSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names the files in which two volumes with ext4 file systems differ. It reads the directories and
 * inodes of both, and content only where files may differ in nothing else.
 */
public final class FileDiff {
  private final Side a;
  private final Side b;
  private final ByteRanges differing;
  private final List<String> notes = new ArrayList<>();

  private FileDiff(Side a, Side b, ByteRanges differing) {
    this.a = a;
    this.b = b;
    this.differing = differing;
  }

  /**
   * One of the volumes.
   *
   * @param name its name, for notes
   * @param opener opens its bytes
   */
  public record Side(String name, Opener opener) {}

  /** Opens a volume's bytes. */
  @FunctionalInterface
  public interface Opener {
    /** The bytes, for who closes them. */
    PieceSource open() throws IOException;
  }

  /**
   * Compares the files of two volumes.
   *
   * @param differing the ranges in which the volumes differ
   * @throws io.tinyvol.cas.CorruptDataException if the store has lost what it must have
   */
  public static FileDiffReport of(Side a, Side b, ByteRanges differing) throws IOException {
    if (differing.size() == 0) {
      return FileDiffReport.SAME;
    }
    return new FileDiff(a, b, differing).run();
  }

  private FileDiffReport run() throws IOException {
    try (VolumeFiles filesA = open(a);
        VolumeFiles filesB = open(b)) {
      TreeComparison trees = new TreeComparison();
      walk(a, filesA, trees::addA);
      walk(b, filesB, trees::addB);
      SortedMap<String, Change> changes = trees.changes();
      compareContent(new ContentComparison(filesA, filesB, differing), trees.candidates(), changes);
      return new FileDiffReport(changes, true, notes);
    } catch (NotComparableException e) {
      notes.add(e.getMessage());
      return new FileDiffReport(new TreeMap<>(), false, notes);
    }
  }

  private static VolumeFiles open(Side side) throws IOException {
    try {
      return VolumeFiles.open(side.opener().open());
    } catch (Ext4Exception e) {
      throw notComparable(side, e);
    }
  }

  private void walk(Side side, VolumeFiles files, TreeVisitor visitor) throws IOException {
    TreeReport report;
    try {
      report = files.walk(visitor);
    } catch (Ext4Exception e) {
      throw notComparable(side, e);
    }
    if (report.damages() > 0) {
      notes.add(
          "the file system of volume %s is damaged in %d places (%s): files there count as absent"
              .formatted(side.name(), report.damages(), report.firstDamage()));
    }
  }

  private static NotComparableException notComparable(Side side, Ext4Exception e) {
    return new NotComparableException("volume " + side.name() + " " + e.getMessage());
  }

  /** In the order of inodes, which mostly is that of the data; names of one file come together. */
  private void compareContent(
      ContentComparison content, List<Candidate> candidates, SortedMap<String, Change> changes)
      throws IOException {
    candidates.sort(
        Comparator.comparingLong(Candidate::inodeA).thenComparingLong(Candidate::inodeB));
    int unreadable = 0;
    String firstUnreadable = "";
    Candidate last = null;
    boolean differ = false;
    for (Candidate candidate : candidates) {
      try {
        if (last == null || !candidate.isSameFile(last)) {
          last = null;
          differ = content.differ(candidate.inodeA(), candidate.inodeB(), candidate.sizeBytes());
          last = candidate;
        }
        if (differ) {
          changes.put(candidate.path(), Change.MODIFIED);
        }
      } catch (Ext4Exception e) {
        firstUnreadable =
            unreadable == 0 ? candidate.path() + ": " + e.getMessage() : firstUnreadable;
        unreadable++;
      }
    }
    if (unreadable > 0) {
      notes.add(
          "the content of %d files is not compared, for it is damaged (%s)"
              .formatted(unreadable, firstUnreadable));
    }
  }
}
