package io.tinyvol.volume.device;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.manifest.PieceSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A volume's content at one time, which never changes: delta layers over a manifest. Thread-safe.
 * Its owner closes it before the store.
 */
public final class VolumeView implements PieceSource {
  private final LayeredContent content;
  private final long sizeBytes;

  VolumeView(LayeredContent content) {
    this.content = content;
    this.sizeBytes = content.geometry().virtualBytes();
  }

  /** Another view of the same, which is closed on its own. */
  public VolumeView share() throws IOException {
    return new VolumeView(content.snapshot());
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  /** The root of the manifest. */
  public Digest root() {
    return content.root();
  }

  @Override
  public Piece pieceAt(long offsetBytes) throws IOException {
    if (offsetBytes < 0 || offsetBytes >= sizeBytes) {
      throw new IllegalArgumentException("not a position in " + sizeBytes + ": " + offsetBytes);
    }
    return content.pieceAt(offsetBytes, sizeBytes);
  }

  /** Whether it has delta layers. */
  public boolean isChanged() {
    return !content.delta().isEmpty();
  }

  /** The bytes of blocks that delta layers hold. */
  public long deltaBytes() {
    return content.delta().dataBytes();
  }

  @Override
  public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
    if (offsetBytes < 0 || dst.remaining() > sizeBytes - offsetBytes) {
      throw new EOFException(
          dst.remaining() + " bytes at " + offsetBytes + " of a volume of " + sizeBytes);
    }
    boolean done = content.read(offsetBytes, dst, false);
    assert done;
  }

  /** Is told what changed. */
  @FunctionalInterface
  public interface ChangeVisitor {
    /** A range that delta layers have, in whole blocks but at the volume's end. */
    void range(long offsetBytes, long lengthBytes) throws IOException;
  }

  /** Visits what delta layers have, in ascending order; neighbouring ranges are one. */
  public void forEachChange(ChangeVisitor visitor) throws IOException {
    long start = -1;
    long at = 0;
    while (isChanged() && at < sizeBytes) {
      LayeredContent.Run run = content.changeAt(at, sizeBytes);
      if (run.isChanged() && start < 0) {
        start = at;
      } else if (!run.isChanged() && start >= 0) {
        visitor.range(start, at - start);
        start = -1;
      }
      at = run.endBytes();
    }
    if (start >= 0) {
      visitor.range(start, sizeBytes - start);
    }
  }

  @Override
  public long nextData(long offsetBytes) throws IOException {
    return next(offsetBytes, true);
  }

  @Override
  public long nextHole(long offsetBytes) throws IOException {
    return next(offsetBytes, false);
  }

  private long next(long offsetBytes, boolean mapped) throws IOException {
    long at = offsetBytes;
    while (at < sizeBytes) {
      LayeredContent.Run run = content.runAt(at, sizeBytes);
      if (run.isMapped() == mapped) {
        return at;
      }
      at = run.endBytes();
    }
    return sizeBytes;
  }

  @Override
  public void close() {
    content.close();
  }
}
