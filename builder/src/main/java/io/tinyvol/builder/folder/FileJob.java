package io.tinyvol.builder.folder;

import io.tinyvol.posix.FileStatus;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.RegularFile;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A regular file whose content is wanted. For the thread that walks; while parts of it are out,
 * workers read what does not change then.
 */
final class FileJob {
  private final RegularFile node;
  private final Deque<Name> otherNames = new ArrayDeque<>();
  private Name name;
  private FileStatus status;
  private @Nullable FileContent known;
  private int tries;

  /** What is left of a try: pieces found so far, parts that are out, how it went. */
  private FileContent.Builder pieces = new FileContent.Builder();

  private long partsLeft;
  private Outcome outcome = Outcome.READ;

  /** A name of the file: where it is in the folder's tree and in ours. */
  record Name(FolderPlace place, Folder folder, FileName name) {
    String path() {
      return place.path(name);
    }
  }

  /** How reading a file, or a part of it, went: the later ones win over those before. */
  enum Outcome {
    /** It was read, or did not need to be. */
    READ,
    /** What was known of it is no longer in the store. */
    FORGOTTEN,
    /** It is not what it was. */
    CHANGED,
    /** It is gone. */
    VANISHED
  }

  FileJob(RegularFile node, Name name, FileStatus status) {
    this.node = node;
    this.status = status;
    this.name = name;
  }

  RegularFile node() {
    return node;
  }

  /** The name it is read by. */
  Name name() {
    return name;
  }

  boolean hasSeveralNames() {
    return !otherNames.isEmpty();
  }

  void addName(Name otherName) {
    otherNames.add(otherName);
  }

  /** Goes on to another name; whether there is one. */
  boolean nextName() {
    if (otherNames.isEmpty()) {
      return false;
    }
    name = otherNames.remove();
    return true;
  }

  FileStatus status() {
    return status;
  }

  void setStatus(FileStatus newStatus) {
    this.status = newStatus;
  }

  /** The content it had when it was last read, as far as is known. */
  @Nullable FileContent known() {
    return known;
  }

  void setKnown(@Nullable FileContent content) {
    this.known = content;
  }

  /** Counts a try. */
  int nextTry() {
    return ++tries;
  }

  void start(long parts) {
    pieces = new FileContent.Builder();
    partsLeft = parts;
    outcome = Outcome.READ;
  }

  /** Notes what became of a part; whether it was the last one. */
  boolean partDone(Outcome partOutcome, FileContent.Builder partPieces) {
    if (partOutcome.compareTo(outcome) > 0) {
      outcome = partOutcome;
    }
    if (outcome == Outcome.READ) {
      pieces.addAll(partPieces);
    }
    return --partsLeft == 0;
  }

  Outcome outcome() {
    return outcome;
  }

  /** The content of all parts. */
  FileContent content() {
    return pieces.build(status.sizeBytes());
  }
}
