package io.tinyvol.blockdev.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A target that is an array, looks at how it is written to, and fails when it is told to. */
final class MemoryTarget implements Target {
  final byte[] bytes;
  final int blockBytes;
  final boolean isFresh;

  /** Where what is written to it ends, which may be inside a block. */
  private final long volumeBytes;

  /** How much more it takes before it fails. */
  long bytesToFailure = Long.MAX_VALUE;

  /** Where it gives other bytes than it was given. */
  long damageAt = -1;

  /** Whether it makes much zeros at once. */
  boolean zeroesAtOnce;

  int syncs;
  private long nextOffset;

  MemoryTarget(byte[] bytes, int blockBytes, boolean isFresh, long volumeBytes) {
    this.bytes = bytes;
    this.blockBytes = blockBytes;
    this.isFresh = isFresh;
    this.volumeBytes = volumeBytes;
  }

  /** Another run begins. */
  void restart() {
    bytesToFailure = Long.MAX_VALUE;
    nextOffset = 0;
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public boolean isFresh() {
    return isFresh;
  }

  @Override
  public int blockBytes() {
    return blockBytes;
  }

  private void checkRange(long offsetBytes, long lengthBytes) {
    assertTrue(offsetBytes >= nextOffset, "ascending");
    assertEquals(0, offsetBytes % blockBytes, "aligned");
    long end = offsetBytes + lengthBytes;
    assertTrue(end % blockBytes == 0 || end == volumeBytes, "whole blocks");
    nextOffset = end;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer source) throws IOException {
    checkRange(offsetBytes, source.remaining());
    assertTrue(source.isDirect());
    assertEquals(0, source.alignmentOffset(source.position(), 4096), "aligned in memory");
    int count = (int) Math.min(source.remaining(), bytesToFailure);
    bytesToFailure -= count;
    source.get(bytes, (int) offsetBytes, count);
    if (source.hasRemaining()) {
      throw new IOException("killed");
    }
  }

  @Override
  public void zero(long offsetBytes, long lengthBytes) {
    checkRange(offsetBytes, lengthBytes);
    Arrays.fill(bytes, (int) offsetBytes, (int) (offsetBytes + lengthBytes), (byte) 0);
  }

  @Override
  public boolean zeroAtOnce(long offsetBytes, long lengthBytes) {
    if (zeroesAtOnce) {
      Arrays.fill(bytes, (int) offsetBytes, (int) (offsetBytes + lengthBytes), (byte) 0);
    }
    return zeroesAtOnce;
  }

  @Override
  public void read(long offsetBytes, ByteBuffer dst) {
    int start = dst.position();
    int count = dst.remaining();
    dst.put(bytes, (int) offsetBytes, count);
    if (damageAt >= offsetBytes && damageAt < offsetBytes + count) {
      int at = start + (int) (damageAt - offsetBytes);
      dst.put(at, (byte) (dst.get(at) ^ 0x10));
    }
  }

  @Override
  public synchronized void sync() {
    syncs++;
  }

  @Override
  public String toString() {
    return "MEMORY";
  }

  @Override
  public void close() {}
}
