package io.tinyvol.volume.device;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.delta.Delta;
import io.tinyvol.volume.delta.Delta.Places;
import io.tinyvol.volume.manifest.PieceSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A volume's content as its delta and the manifest under it give it. Thread-safe, as far as {@link
 * Delta} is.
 */
final class LayeredContent implements Closeable {
  private static final int BLOCK_BYTES = Delta.BLOCK_BYTES;
  private static final int MOST_BLOCKS = 256;
  private static final int SCRATCH_BLOCKS = 16;

  private final CommittedContent committed;
  private final Delta delta;
  private final ConcurrentLinkedDeque<ByteBuffer> scratches = new ConcurrentLinkedDeque<>();

  LayeredContent(CommittedContent committed, Delta delta) {
    this.committed = committed;
    this.delta = delta;
  }

  VolumeGeometry geometry() {
    return committed.geometry();
  }

  Delta delta() {
    return delta;
  }

  Digest root() {
    return committed.root();
  }

  /** The same as it is now, which never changes, and is closed on its own. */
  LayeredContent snapshot() throws IOException {
    return new LayeredContent(committed.share(), delta.snapshot());
  }

  /** As {@link CommittedContent#read}. */
  boolean read(long offsetBytes, ByteBuffer dst, boolean onlyIfQuick) throws IOException {
    if (delta.isEmpty()) {
      return committed.read(offsetBytes, dst, onlyIfQuick);
    }
    long at = offsetBytes;
    while (dst.hasRemaining()) {
      long block = at / BLOCK_BYTES;
      int skip = (int) (at % BLOCK_BYTES);
      int count = Math.min(MOST_BLOCKS, Math.ceilDiv(skip + dst.remaining(), BLOCK_BYTES));
      Places places = delta.find(block, count);
      int before = dst.position();
      if (!read(places, block, count, at, dst, onlyIfQuick)) {
        return false;
      }
      at += dst.position() - before;
    }
    return true;
  }

  private boolean read(
      Places places, long block, int count, long offset, ByteBuffer dst, boolean onlyIfQuick)
      throws IOException {
    int end;
    long at = offset;
    for (int i = 0; i < count; i = end) {
      end = places.endOfRun(i);
      long start = (block + i) * BLOCK_BYTES;
      int length = (int) Math.min(dst.remaining(), (block + end) * BLOCK_BYTES - at);
      switch (places.state(i)) {
        case ZEROS -> CommittedContent.putZeros(dst, length);
        case DATA -> readData(places, i, (int) (at - start), length, dst);
        case ABSENT -> {
          int limit = dst.limit();
          boolean done = committed.read(at, dst.limit(dst.position() + length), onlyIfQuick);
          dst.limit(limit);
          if (!done) {
            return false;
          }
        }
      }
      at += length;
    }
    return true;
  }

  /** Whole blocks go where they are wanted, if the kernel can put them there. */
  private void readData(Places places, int first, int skipBytes, int lengthBytes, ByteBuffer dst)
      throws IOException {
    int i = first;
    int skip = skipBytes;
    int left = lengthBytes;
    while (left > 0) {
      int length;
      if (skip == 0 && left >= BLOCK_BYTES && dst.isDirect()) {
        length = left / BLOCK_BYTES * BLOCK_BYTES;
        delta.read(places, i, dst.slice(dst.position(), length));
        dst.position(dst.position() + length);
      } else {
        int blocks = Math.min(SCRATCH_BLOCKS, Math.ceilDiv(skip + left, BLOCK_BYTES));
        length = Math.min(left, blocks * BLOCK_BYTES - skip);
        readThroughScratch(places, i, blocks, skip, length, dst);
      }
      i += (skip + length) / BLOCK_BYTES;
      skip = 0;
      left -= length;
    }
  }

  private void readThroughScratch(
      Places places, int first, int blocks, int skip, int length, ByteBuffer dst)
      throws IOException {
    ByteBuffer scratch = takeScratch();
    try {
      delta.read(places, first, scratch.limit(blocks * BLOCK_BYTES));
      dst.put(scratch.slice(skip, length));
    } finally {
      giveScratch(scratch);
    }
  }

  /** A direct buffer of some blocks, that is given back. */
  ByteBuffer takeScratch() {
    ByteBuffer scratch = scratches.pollFirst();
    return scratch == null
        ? ByteBuffer.allocateDirect(SCRATCH_BLOCKS * BLOCK_BYTES)
        : scratch.clear();
  }

  void giveScratch(ByteBuffer scratch) {
    scratches.addFirst(scratch);
  }

  /**
   * What there is from a position on.
   *
   * @param isMapped whether space is held; what has none reads as zeros
   * @param isChanged whether the delta has it
   * @param endBytes up to where all that is so, or longer: parts of one run may come one by one
   */
  record Run(boolean isMapped, boolean isChanged, long endBytes) {}

  /** What there is from a position on, before {@code endBytes}. */
  Run runAt(long offsetBytes, long endBytes) throws IOException {
    Run change = changeAt(offsetBytes, endBytes);
    if (change.isChanged()) {
      return change;
    }
    PieceSource.Piece piece = committed.pieceAt(offsetBytes);
    return new Run(piece.content() != null, false, Math.min(change.endBytes(), piece.endBytes()));
  }

  /** The same without a look at the manifest: what the delta does not have counts as not mapped. */
  Run changeAt(long offsetBytes, long endBytes) {
    long block = offsetBytes / BLOCK_BYTES;
    Delta.State state = delta.stateOf(block);
    long endBlock = delta.endOfRun(block, Math.ceilDiv(endBytes, BLOCK_BYTES));
    boolean isData = state == Delta.State.DATA;
    return new Run(isData, state != Delta.State.ABSENT, Math.min(endBytes, endBlock * BLOCK_BYTES));
  }

  /** What there is from a position on: of what the delta has, it is not known to be elsewhere. */
  PieceSource.Piece pieceAt(long offsetBytes, long endBytes) throws IOException {
    Run change = changeAt(offsetBytes, endBytes);
    if (change.isChanged()) {
      return new PieceSource.Piece(change.isMapped() ? new Object() : null, change.endBytes());
    }
    PieceSource.Piece piece = committed.pieceAt(offsetBytes);
    return new PieceSource.Piece(piece.content(), Math.min(change.endBytes(), piece.endBytes()));
  }

  /** The chunks of a range that would have to be read first. */
  List<Digest> missing(long offsetBytes, long endBytes) throws IOException {
    return committed.missing(offsetBytes, endBytes);
  }

  /** Reads a chunk into the cache. */
  void load(Digest chunk) throws IOException {
    committed.load(chunk);
  }

  @Override
  public void close() {
    delta.close();
    committed.close();
  }
}
