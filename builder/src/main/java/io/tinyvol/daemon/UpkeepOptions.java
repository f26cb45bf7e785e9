package io.tinyvol.daemon;

import java.time.Duration;

/**
 * What a daemon does for its store on its own.
 *
 * @param gcEvery how often unused content is removed; zero: never
 * @param scrubEvery in what time all content is read once; zero: never
 * @param share of one core that this may take, above 0 and up to 1
 */
public record UpkeepOptions(Duration gcEvery, Duration scrubEvery, double share) {
  /** Nothing. */
  public static final UpkeepOptions NONE = new UpkeepOptions(Duration.ZERO, Duration.ZERO, 1);

  /** Checks the bounds. */
  public UpkeepOptions {
    if (gcEvery.isNegative() || scrubEvery.isNegative() || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "not a time, or not a share of a core: " + gcEvery + ", " + scrubEvery + ", " + share);
    }
  }
}
