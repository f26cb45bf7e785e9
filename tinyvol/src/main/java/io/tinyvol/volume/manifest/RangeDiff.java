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
  private static final int UNIT_BYTES = 4096;

  private final ChunkLoader a;
  private final ChunkLoader b;
  private final Visitor visitor;
  private long start;
  private long end;

  private RangeDiff(ChunkLoader a, ChunkLoader b, Visitor visitor) {
    this.a = a;
    this.b = b;
    this.visitor = visitor;
  }

  /** Takes the ranges that differ. */
  @FunctionalInterface
  public interface Visitor {
    /** A range; they ascend and do not touch. */
    void range(long offsetBytes, long lengthBytes) throws IOException;
  }

  /** Visits every range in which the volumes with the roots {@code a} and {@code b} differ. */
  public static void visit(ContentStore store, Digest a, Digest b, Visitor visitor)
      throws IOException {
    try (ContentReader nodesA = store.newReader();
        ContentReader nodesB = store.newReader();
        ChunkLoader chunksA = new ChunkLoader(store.newReader());
        ChunkLoader chunksB = new ChunkLoader(store.newReader())) {
      RangeDiff diff = new RangeDiff(chunksA, chunksB, visitor);
      ManifestDiff.visit(
          new ManifestReader(nodesA, a), new ManifestReader(nodesB, b), diff::compare);
      diff.handOn();
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
    for (int at = 0; at < lengthBytes; at += UNIT_BYTES) {
      int unit = (int) Math.min(UNIT_BYTES, lengthBytes - at);
      if (!bytesA.slice(at, unit).equals(bytesB.slice(at, unit))) {
        add(offsetBytes + at, unit);
      }
    }
  }

  private void add(long offsetBytes, long lengthBytes) throws IOException {
    if (offsetBytes != end) {
      handOn();
      start = offsetBytes;
    }
    end = offsetBytes + lengthBytes;
  }

  private void handOn() throws IOException {
    if (end > start) {
      visitor.range(start, end - start);
    }
    start = end;
  }
}
