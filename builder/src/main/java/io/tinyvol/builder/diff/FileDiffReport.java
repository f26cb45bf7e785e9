package io.tinyvol.builder.diff;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files in which two volumes differ.
 *
 * @param files what became of each, by its path, written as in {@link
 *     io.tinyvol.ext4.TreeVisitor#entry}
 * @param compared whether the files could be compared; else there are none here
 * @param notes what the user should know: why files could not be compared, or were left out
 */
public record FileDiffReport(
    SortedMap<String, Change> files, boolean compared, List<String> notes) {
  /** The report of two volumes that are the same. */
  public static final FileDiffReport SAME = new FileDiffReport(new TreeMap<>(), true, List.of());

  /** Keeps a view of the files, and a copy of the notes. */
  public FileDiffReport {
    files = Collections.unmodifiableSortedMap(files);
    notes = List.copyOf(notes);
  }
}
