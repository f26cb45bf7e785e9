package io.tinyvol.blockdev.target;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.manifest.ManifestDiff;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks in which a target differs that holds another volume, by the manifests alone. What the
 * other volume has behind this one's end is left out.
 */
public final class DifferingBlocks {
  private final long sizeBytes;
  private final int blockBytes;
  private final List<ByteRange> ranges = new ArrayList<>();

  private DifferingBlocks(long sizeBytes, int blockBytes) {
    this.sizeBytes = sizeBytes;
    this.blockBytes = blockBytes;
  }

  /**
   * Finds them.
   *
   * @param held the root of what the target holds
   * @param wanted the root of what it is to hold
   * @throws io.tinyvol.cas.CorruptDataException if a manifest is not, or no more, in the store
   */
  public static DifferingBlocks find(ContentStore store, Digest held, Digest wanted, int blockBytes)
      throws IOException {
    try (ContentReader nodes = store.newReader()) {
      ManifestReader target = new ManifestReader(nodes, wanted);
      DifferingBlocks blocks = new DifferingBlocks(target.geometry().virtualBytes(), blockBytes);
      ManifestDiff.visit(
          new ManifestReader(nodes, held),
          target,
          (offset, length, _, _) -> blocks.add(offset, length));
      return blocks;
    }
  }

  /** All blocks that are not zeros: the difference from a target that has nothing. */
  public static DifferingBlocks all(ContentStore store, Digest wanted, int blockBytes)
      throws IOException {
    try (ContentReader nodes = store.newReader()) {
      ManifestReader manifest = new ManifestReader(nodes, wanted);
      long unitBytes = manifest.geometry().blockBytes();
      DifferingBlocks blocks = new DifferingBlocks(manifest.geometry().virtualBytes(), blockBytes);
      manifest.forEachExtent(
          extent -> blocks.add(extent.startBlock() * unitBytes, extent.blockCount() * unitBytes));
      return blocks;
    }
  }

  private void add(long offsetBytes, long lengthBytes) {
    long start = offsetBytes / blockBytes * blockBytes;
    long end =
        Math.min(sizeBytes, Math.ceilDiv(offsetBytes + lengthBytes, blockBytes) * blockBytes);
    if (start >= end) {
      return;
    }
    if (!ranges.isEmpty() && start <= ranges.getLast().end()) {
      start = ranges.removeLast().start();
    }
    ranges.add(new ByteRange(start, end));
  }

  /** From the start of a block to the end of one or of the volume; none touches another. */
  List<ByteRange> ranges() {
    return ranges;
  }

  /** How many bytes they are in all. */
  public long totalBytes() {
    return ranges.stream().mapToLong(ByteRange::lengthBytes).sum();
  }
}
