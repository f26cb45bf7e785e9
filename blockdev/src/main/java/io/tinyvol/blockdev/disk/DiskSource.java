package io.tinyvol.blockdev.disk;

import io.tinyvol.cas.Digest;
import java.util.UUID;

/**
 * What a disk was made of.
 *
 * @param volume the UUID of the volume
 * @param root the root of its manifest then
 * @param revision the number of its revision then
 * @param isExact whether what was made has the content of that manifest, no more and no less
 */
public record DiskSource(UUID volume, Digest root, long revision, boolean isExact) {
  /** Of exactly this content. */
  public DiskSource(UUID volume, Digest root, long revision) {
    this(volume, root, revision, true);
  }

  /** The same of what was written to since. */
  public DiskSource changed() {
    return new DiskSource(volume, root, revision, false);
  }
}
