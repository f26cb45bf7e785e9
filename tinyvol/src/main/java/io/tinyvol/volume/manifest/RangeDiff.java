package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
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

  private final Side a;
  private final Side b;
  private final long sizeBytes;
  private final Visitor visitor;
  private long start;
  private long end;

  private RangeDiff(Side a, Side b, long sizeBytes, Visitor visitor) {
    this.a = a;
    this.b = b;
    this.sizeBytes = sizeBytes;
    this.visitor = visitor;
  }

  /** Takes the ranges that differ. */
  @FunctionalInterface
  public interface Visitor {
    /** A range; they ascend, do not touch, and lie in the larger volume. */
    void range(long offsetBytes, long lengthBytes) throws IOException;
  }

  /** Visits every range in which the volumes with the roots {@code a} and {@code b} differ. */
  public static void visit(
      ContentReader readerA, Digest a, ContentReader readerB, Digest b, Visitor visitor)
      throws IOException {
    ManifestReader manifestA = new ManifestReader(readerA, a);
    ManifestReader manifestB = new ManifestReader(readerB, b);
    long sizeBytes =
        Math.max(manifestA.geometry().virtualBytes(), manifestB.geometry().virtualBytes());
    RangeDiff diff = new RangeDiff(new Side(readerA), new Side(readerB), sizeBytes, visitor);
    ManifestDiff.visit(manifestA, manifestB, diff::compare);
    diff.handOn();
  }

  /**
   * One volume's reader, and a copy of the chunk that was compared last: what the reader handed out
   * ends with its next call, which may be for a node of the manifest.
   */
  private static final class Side {
    private final ContentReader reader;
    private @Nullable Digest loaded;
    private byte[] chunk = {};
    private int chunkBytes;

    Side(ContentReader reader) {
      this.reader = reader;
    }

    ByteBuffer bytes(@Nullable Content content, int length) throws IOException {
      if (content == null) {
        return ByteBuffer.allocate(length);
      }
      if (loaded == null || !loaded.equals(content.chunk())) {
        load(content.chunk());
      }
      if (chunkBytes != content.chunkBytes()) {
        throw new CorruptDataException("chunk " + content.chunk(), "is of the wrong length");
      }
      return ByteBuffer.wrap(chunk, content.offsetBytes(), length).slice();
    }

    private void load(Digest digest) throws IOException {
      loaded = null;
      ByteBuffer bytes = reader.read(ContentKind.CHUNK, digest);
      chunkBytes = bytes.remaining();
      if (chunk.length < chunkBytes) {
        chunk = new byte[chunkBytes];
      }
      bytes.get(chunk, 0, chunkBytes);
      loaded = digest;
    }
  }

  private void compare(
      long offsetBytes, long lengthBytes, @Nullable Content left, @Nullable Content right)
      throws IOException {
    ByteBuffer bytesA = a.bytes(left, (int) lengthBytes);
    ByteBuffer bytesB = b.bytes(right, (int) lengthBytes);
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
    // A last block may reach over the end of its volume.
    long last = Math.min(end, sizeBytes);
    if (last > start) {
      visitor.range(start, last - start);
    }
    start = end;
  }
}
