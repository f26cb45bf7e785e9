package io.tinyvol.daemon.format;

import io.tinyvol.volume.check.Scrub;
import java.time.Instant;

/**
 * How far a daemon is with what it does for its store on its own.
 *
 * @param lastGc when unused content was last removed
 * @param roundBegun when the reading of all content was begun
 * @param nextPortion which of 256 portions is read next; 256 when the round is over
 */
public record UpkeepState(Instant lastGc, Instant roundBegun, int nextPortion) {
  /** Checks the bounds. */
  public UpkeepState {
    if (nextPortion < 0 || nextPortion > Scrub.PORTIONS) {
      throw new IllegalArgumentException("no portion: " + nextPortion);
    }
  }

  /** Of a store for which nothing was done yet. */
  public static UpkeepState first(Instant now) {
    return new UpkeepState(now, now, 0);
  }

  /** The same after a collection. */
  public UpkeepState collected(Instant now) {
    return new UpkeepState(now, roundBegun, nextPortion);
  }

  /** The same when the next portion has been read. */
  public UpkeepState read() {
    return new UpkeepState(lastGc, roundBegun, nextPortion + 1);
  }

  /** The same with another round begun. */
  public UpkeepState newRound(Instant now) {
    return new UpkeepState(lastGc, now, 0);
  }
}
