package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.Steps;
import java.time.Duration;

/**
 * How disks are made in a folder.
 *
 * @param isReplacing whether a disk, or a file, whose name a new one gets may be replaced
 * @param isVolatile whether new ones are volatile
 * @param isCopied whether new ones may be copied where files cannot share blocks
 * @param patience how long to wait while somebody else changes the folder
 * @param steps is told what was done
 */
public record ReflinkOptions(
    boolean isReplacing, boolean isVolatile, boolean isCopied, Duration patience, Steps steps) {
  /** Nothing out of the ordinary. */
  public static ReflinkOptions waiting(Duration patience) {
    return new ReflinkOptions(false, false, false, patience, Steps.NONE);
  }
}
