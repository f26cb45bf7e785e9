package io.tinyvol.volume.sharing;

/**
 * What a volume holds of the store. All are stored bytes, compressed, of distinct chunks.
 *
 * @param referencedBytes all that it refers to
 * @param exclusiveBytes what no other volume refers to
 */
public record VolumeShare(long referencedBytes, long exclusiveBytes) {
  /** What other volumes refer to as well. */
  public long sharedBytes() {
    return referencedBytes - exclusiveBytes;
  }
}
