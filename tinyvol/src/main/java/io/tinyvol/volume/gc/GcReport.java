package io.tinyvol.volume.gc;

import java.util.List;

/**
 * What a collection found and did.
 *
 * @param freed what nothing referred to: removed or, on a dry run, what would be
 * @param live what volumes refer to, revisions included
 * @param held what is only kept because somebody else uses it, largest first
 * @param reclaimedBytes how much less the store's files take now
 */
public record GcReport(Amount freed, Amount live, List<Held> held, long reclaimedBytes) {
  /** Takes a copy. */
  public GcReport {
    held = List.copyOf(held);
  }

  /**
   * An amount of content.
   *
   * @param chunks distinct chunks
   * @param nodes distinct manifest nodes
   * @param storedBytes what both take in the store, compressed
   */
  public record Amount(long chunks, long nodes, long storedBytes) {}

  /**
   * What somebody keeps alive beside the volumes.
   *
   * @param holder who, for people
   * @param amount how much that no volume refers to, nor a holder before it
   */
  public record Held(String holder, Amount amount) {}
}
