package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.manifest.ManifestDiff.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks in which two volumes really differ: {@link ManifestDiff} finds different chunks,
 * and those are read and compared. The cost is that of the difference. Not thread-safe.
 */
public final class RangeDiff {
  private final ChunkLoader a;
  private final ChunkLoader b;
  private final DifferingUnits units;

  private RangeDiff(ChunkLoader a, ChunkLoader b, DifferingUnits units) {
    this.a = a;
    this.b = b;
    this.units = units;
  }

  /** Takes the ranges that differ. */
  @FunctionalInterface
  public interface Visitor {
    /** A range; they ascend and do not touch. */
    void range(long offsetBytes, long lengthBytes) throws IOException;
  }

  /** Visits every range in which the volumes with the roots {@code a} and {@code b} differ. */
  public static void visit(ContentStore content, Digest a, Digest b, Visitor visitor)
      throws IOException {
    // A loader keeps the buffer of its reader, which another use of that reader would overwrite.
    try (ContentReader nodes = content.newReader();
        ChunkLoader chunksA = new ChunkLoader(content.newReader());
        ChunkLoader chunksB = new ChunkLoader(content.newReader())) {
      ManifestReader manifestA = new ManifestReader(nodes, a);
      ManifestReader manifestB = new ManifestReader(nodes, b);
      long sizeBytes =
          Math.max(manifestA.geometry().virtualBytes(), manifestB.geometry().virtualBytes());
      DifferingUnits units = new DifferingUnits(sizeBytes, visitor);
      ManifestDiff.visit(manifestA, manifestB, new RangeDiff(chunksA, chunksB, units)::compare);
      units.finish();
    }
  }

  private static ByteBuffer bytes(ChunkLoader loader, @Nullable Content content, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (content != null) {
      loader.load(content.chunk(), content.chunkBytes(), content.offsetBytes(), length, bytes);
    }
    return bytes.clear();
  }

  private void compare(
      long offsetBytes, long lengthBytes, @Nullable Content left, @Nullable Content right)
      throws IOException {
    ByteBuffer bytesA = bytes(a, left, (int) lengthBytes);
    ByteBuffer bytesB = bytes(b, right, (int) lengthBytes);
    units.compare(offsetBytes, (int) lengthBytes, bytesA, bytesB);
  }
}
