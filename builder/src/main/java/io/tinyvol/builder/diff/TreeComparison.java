package io.tinyvol.builder.diff;

import io.tinyvol.ext4.FileFacts;
import io.tinyvol.ext4.FileKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares two trees by the names and facts of their files: first it is told of all files of one,
 * then of those of the other. What is equal so far and has content is left to compare by that.
 */
final class TreeComparison {
  /**
   * What the names and facts may take, of the 256 MiB that the command has for all: half a million
   * files with paths of 60 characters.
   */
  private static final long MAX_HELD_BYTES = 160 << 20;

  /** Measured on a JVM of 64 bits with compressed pointers, without the path's characters. */
  private static final int ENTRY_BYTES = 200;

  private final Map<String, Entry> onlyInA = new HashMap<>();
  private final SortedMap<String, Change> changes = new TreeMap<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private long files;
  private long heldBytes;

  private record Entry(long inode, FileFacts facts) {}

  /** A regular file that differs, if at all, in its content only. */
  record Candidate(String path, long inodeA, long inodeB, long sizeBytes) {
    /** Whether this is another name of that file. */
    boolean isSameFile(Candidate other) {
      return inodeA == other.inodeA && inodeB == other.inodeB;
    }
  }

  /** A file of the first tree. */
  void addA(String path, long inode, FileFacts facts) throws NotComparableException {
    hold(path);
    onlyInA.put(path, new Entry(inode, facts));
  }

  /** A file of the second tree, after all of the first. */
  void addB(String path, long inode, FileFacts facts) throws NotComparableException {
    Entry entry = onlyInA.remove(path);
    if (entry == null) {
      hold(path);
      changes.put(path, Change.ADDED);
    } else if (entry.facts.kind() != facts.kind()) {
      changes.put(path, Change.TYPE);
    } else if (!FactsComparison.same(entry.facts, facts)) {
      changes.put(path, Change.MODIFIED);
    } else if (facts.kind() == FileKind.REGULAR && facts.sizeBytes() > 0) {
      candidates.add(new Candidate(path, entry.inode, inode, facts.sizeBytes()));
    }
  }

  private void hold(String path) throws NotComparableException {
    files++;
    heldBytes += ENTRY_BYTES + 2L * path.length();
    if (heldBytes > MAX_HELD_BYTES) {
      throw new NotComparableException("there are more than " + files + " files");
    }
  }

  /** The files whose content is still to be compared. */
  List<Candidate> candidates() {
    return candidates;
  }

  /** What became of the files, but for those whose content is still to be compared. */
  SortedMap<String, Change> changes() {
    onlyInA.keySet().forEach(path -> changes.put(path, Change.DELETED));
    onlyInA.clear();
    return changes;
  }
}
