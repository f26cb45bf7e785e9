package io.tinyvol.volume.sharing;

/**
 * What a volume holds of the store, its earlier revisions included. All are stored bytes,
 * compressed, of distinct chunks.
 *
 * @param referencedBytes all that its revisions refer to
 * @param exclusiveBytes what no other volume refers to
 */
public record VolumeShare(long referencedBytes, long exclusiveBytes) {
  /** What other volumes refer to as well. */
  public long sharedBytes() {
    return referencedBytes - exclusiveBytes;
  }
}
