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
  private final Visitor visitor;
  private long start;
  private long end;

  private RangeDiff(ContentReader readerA, ContentReader readerB, Visitor visitor) {
    this.a = new Side(readerA);
    this.b = new Side(readerB);
    this.visitor = visitor;
  }

  /** Takes the ranges that differ. */
  @FunctionalInterface
  public interface Visitor {
    /** A range; they ascend and do not touch. */
    void range(long offsetBytes, long lengthBytes) throws IOException;
  }

  /** Visits every range in which the volumes with the roots {@code a} and {@code b} differ. */
  public static void visit(
      ContentReader readerA, Digest a, ContentReader readerB, Digest b, Visitor visitor)
      throws IOException {
    RangeDiff diff = new RangeDiff(readerA, readerB, visitor);
    ManifestDiff.visit(
        new ManifestReader(readerA, a), new ManifestReader(readerB, b), diff::compare);
    diff.handOn();
  }

  /** One volume's reader, and the chunk that it has read last. */
  private static final class Side {
    private final ContentReader reader;
    private @Nullable Digest loaded;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    Side(ContentReader reader) {
      this.reader = reader;
    }

    ByteBuffer bytes(@Nullable Content content, int length) throws IOException {
      if (content == null) {
        return ByteBuffer.allocate(length);
      }
      if (loaded == null || !loaded.equals(content.chunk())) {
        loaded = null;
        chunk = reader.read(ContentKind.CHUNK, content.chunk());
        loaded = content.chunk();
      }
      if (chunk.remaining() != content.chunkBytes()) {
        throw new CorruptDataException("chunk " + content.chunk(), "is of the wrong length");
      }
      return chunk.slice(content.offsetBytes(), length);
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
    if (end > start) {
      visitor.range(start, end - start);
    }
    start = end;
  }
}
