package io.tinyvol.blockdev.target;

import io.tinyvol.posix.DirectIo;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * Puts blocks onto a target, has them made durable now and then, and remembers how far. Before the
 * offset that an earlier run reached, blocks are compared instead, up to the first that is another:
 * for who knows what happened to the target since. Zeros are made again there, for to look for them
 * takes longer.
 */
final class TargetWriter implements BlockAssembler.Blocks, Closeable {
  private static final int COMPARED_BYTES = 1 << 20;

  private final Target target;
  private final Checkpoints checkpoints;
  private final long checkpointBytes;
  private final BackgroundSync syncs;
  private final ByteBuffer stored = DirectIo.allocate(COMPARED_BYTES);
  private long comparedUpTo;

  /** From here on everything is zeros already that was not written. */
  private long zeroedFrom = Long.MAX_VALUE;

  private long sinceCheckpointBytes;
  private long writtenBytes;
  private long zeroedBytes;
  private long keptBytes;

  /** Remembers how far it is after so many bytes each. */
  TargetWriter(Target target, Checkpoints checkpoints, long checkpointBytes) {
    this.target = target;
    this.checkpoints = checkpoints;
    this.checkpointBytes = checkpointBytes;
    this.syncs = new BackgroundSync(target, checkpoints);
    this.comparedUpTo = checkpoints.reachedBytes();
  }

  /**
   * Before all else, where everything before {@code end} is to be written: makes it zeros at once,
   * if the target can, but for what an earlier run left. That takes one call; to make each range of
   * zeros that comes takes thousands.
   */
  void begin(long end) throws IOException {
    long from = Math.min(comparedUpTo, end);
    if (target.isFresh() || target.zeroAtOnce(from, end - from)) {
      zeroedFrom = from;
    }
  }

  @Override
  public void data(long offsetBytes, ByteBuffer bytes) throws IOException {
    checkNotInterrupted();
    int length = bytes.remaining();
    long end = offsetBytes + length;
    if (end <= comparedUpTo && isStored(offsetBytes, bytes)) {
      keptBytes += length;
      return;
    }
    comparedUpTo = 0;
    target.write(offsetBytes, bytes);
    writtenBytes += length;
    checkpoint(end, length);
  }

  private boolean isStored(long offsetBytes, ByteBuffer bytes) throws IOException {
    for (int at = 0; at < bytes.remaining(); at += stored.capacity()) {
      int length = Math.min(stored.capacity(), bytes.remaining() - at);
      target.read(offsetBytes + at, stored.clear().limit(length));
      if (!stored.flip().equals(bytes.slice(bytes.position() + at, length))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void zeros(long offsetBytes, long lengthBytes) throws IOException {
    if (target.isFresh()) {
      return;
    }
    checkNotInterrupted();
    long end = Math.min(offsetBytes + lengthBytes, zeroedFrom);
    if (offsetBytes < end) {
      target.zero(offsetBytes, end - offsetBytes);
    }
    zeroedBytes += lengthBytes;
  }

  private void checkpoint(long end, int length) throws IOException {
    sinceCheckpointBytes += length;
    if (sinceCheckpointBytes >= checkpointBytes) {
      sinceCheckpointBytes = 0;
      syncs.begin(end);
    }
  }

  private static void checkNotInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Makes everything durable. */
  void finish() throws IOException {
    syncs.await();
    target.sync();
    checkpoints.finished();
  }

  /** Returns when nothing is done to the target any more; makes nothing durable. */
  @Override
  public void close() {
    syncs.close();
  }

  long writtenBytes() {
    return writtenBytes;
  }

  long zeroedBytes() {
    return zeroedBytes;
  }

  long keptBytes() {
    return keptBytes;
  }
}
