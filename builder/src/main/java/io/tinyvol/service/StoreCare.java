package io.tinyvol.service;

import io.tinyvol.volume.Progress;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.gc.GcReport;
import java.io.IOException;

/** What keeps a store whole and small. */
public interface StoreCare {
  /**
   * Verifies heads, manifests, and that every chunk is there; {@code deep}: reads those as well.
   */
  CheckReport check(boolean deep, Progress progress) throws IOException;

  /**
   * Removes content that nothing refers to, and gives its space back. What else goes on in the
   * store goes on meanwhile, but for another collection, whose end is waited for.
   *
   * @param dryRun only say what would be removed
   * @throws io.tinyvol.cas.CorruptDataException if it is not known what volumes refer to, for one
   *     is damaged; then nothing is removed
   */
  GcReport collect(boolean dryRun, Progress progress) throws IOException;
}
