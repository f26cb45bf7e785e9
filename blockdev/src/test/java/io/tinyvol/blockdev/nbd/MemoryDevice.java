package io.tinyvol.blockdev.nbd;

import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A sparse device in memory, which counts, and fails or waits where a test wants it to. */
final class MemoryDevice implements BlockDevice {
  /** What a test wants to happen first. */
  interface Trap {
    void spring(String operation, long offset, long length) throws IOException;
  }

  final AtomicInteger flushes = new AtomicInteger();
  final AtomicInteger closes = new AtomicInteger();
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger keptZeros = new AtomicInteger();
  volatile boolean isQuick = true;
  volatile Trap trap = (operation, offset, length) -> {};

  private final long sizeBytes;
  private final boolean isReadOnly;
  private final AtomicReferenceArray<byte[]> blocks;
  private final AtomicIntegerArray changed;

  MemoryDevice(long sizeBytes, boolean isReadOnly) {
    this.sizeBytes = sizeBytes;
    this.isReadOnly = isReadOnly;
    int count = Math.toIntExact(Math.ceilDiv(sizeBytes, BLOCK_BYTES));
    blocks = new AtomicReferenceArray<>(count);
    changed = new AtomicIntegerArray(count);
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public boolean isReadOnly() {
    return isReadOnly;
  }

  private void check(String operation, long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || offset > sizeBytes - length) {
      throw new IllegalArgumentException("outside");
    }
    trap.spring(operation, offset, length);
  }

  @Override
  public void read(long offset, ByteBuffer dst) throws IOException {
    check("read", offset, dst.remaining());
    fill(offset, dst);
  }

  @Override
  public boolean readIfQuick(long offset, ByteBuffer dst) throws IOException {
    if (!isQuick) {
      return false;
    }
    check("quick", offset, dst.remaining());
    fill(offset, dst);
    return true;
  }

  private void fill(long offset, ByteBuffer dst) {
    long at = offset;
    while (dst.hasRemaining()) {
      int within = (int) (at % BLOCK_BYTES);
      int length = Math.min(BLOCK_BYTES - within, dst.remaining());
      byte[] block = blocks.get((int) (at / BLOCK_BYTES));
      dst.put(block == null ? new byte[BLOCK_BYTES] : block, within, length);
      at += length;
    }
  }

  @Override
  public void write(long offset, ByteBuffer src) throws IOException {
    check("write", offset, src.remaining());
    writes.incrementAndGet();
    long at = offset;
    while (src.hasRemaining()) {
      int within = (int) (at % BLOCK_BYTES);
      int length = Math.min(BLOCK_BYTES - within, src.remaining());
      int index = (int) (at / BLOCK_BYTES);
      byte[] block = blocks.get(index);
      if (block == null) {
        blocks.compareAndSet(index, null, new byte[BLOCK_BYTES]);
        block = blocks.get(index);
      }
      src.get(block, within, length);
      changed.set(index, 1);
      at += length;
    }
  }

  @Override
  public void zero(long offset, long length, boolean keepSpace) throws IOException {
    check("zero", offset, length);
    if (keepSpace) {
      keptZeros.incrementAndGet();
    }
    long at = offset;
    while (at < offset + length) {
      int within = (int) (at % BLOCK_BYTES);
      int part = (int) Math.min(BLOCK_BYTES - within, offset + length - at);
      int index = (int) (at / BLOCK_BYTES);
      changed.set(index, 1);
      if (!keepSpace && part == BLOCK_BYTES) {
        blocks.set(index, null);
      } else if (keepSpace || blocks.get(index) != null) {
        byte[] old = blocks.get(index);
        byte[] block = old == null ? new byte[BLOCK_BYTES] : old.clone();
        Arrays.fill(block, within, within + part, (byte) 0);
        blocks.set(index, block);
      }
      at += part;
    }
  }

  @Override
  public void flush() throws IOException {
    trap.spring("flush", 0, 0);
    flushes.incrementAndGet();
  }

  @Override
  public void visit(long offset, long length, RangeVisitor visitor) throws IOException {
    check("visit", offset, length);
    long at = offset;
    while (at < offset + length) {
      int index = (int) (at / BLOCK_BYTES);
      long end = Math.min((index + 1L) * BLOCK_BYTES, offset + length);
      boolean isMapped = blocks.get(index) != null;
      if (!visitor.range(end - at, isMapped, !isMapped, changed.get(index) != 0)) {
        return;
      }
      at = end;
    }
  }

  @Override
  public void close() throws IOException {
    closes.incrementAndGet();
    flush();
  }

  /** As if all had been committed. */
  void forgetChanges() {
    for (int i = 0; i < changed.length(); i++) {
      changed.set(i, 0);
    }
  }

  /** Its bytes from one position to another. */
  byte[] bytes(long offset, int length) {
    ByteBuffer dst = ByteBuffer.allocate(length);
    fill(offset, dst);
    return dst.array();
  }
}
