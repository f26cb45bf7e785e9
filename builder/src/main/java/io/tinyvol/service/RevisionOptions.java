package io.tinyvol.service;

import java.util.OptionalInt;

/**
 * What is asked of a new revision.
 *
 * @param note what to note on it, or ""
 * @param keep how many earlier revisions to keep at most, the newest; empty: all
 */
public record RevisionOptions(String note, OptionalInt keep) {
  /** Nothing in particular. */
  public static final RevisionOptions NONE = new RevisionOptions("", OptionalInt.empty());

  private static final int LONGEST_NOTE_CHARS = 1024;

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if the note is too long or has control characters, or less
   *     than no revisions are to be kept
   */
  public RevisionOptions {
    if (note.length() > LONGEST_NOTE_CHARS || note.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a note has at most " + LONGEST_NOTE_CHARS + " characters, none for control");
    }
    if (keep.isPresent() && keep.getAsInt() < 0) {
      throw new IllegalArgumentException("cannot keep " + keep.getAsInt() + " revisions");
    }
  }
}
