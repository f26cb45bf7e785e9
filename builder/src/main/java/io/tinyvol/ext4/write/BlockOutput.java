package io.tinyvol.ext4.write;

import io.tinyvol.ext4.layout.VolumeShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Gathers blocks of metadata that lie in a row. Not thread-safe. */
final class BlockOutput {
  private static final int BLOCKS = 16;
  private static final byte[] ZEROS = new byte[VolumeShape.BLOCK_BYTES];

  private final FilesystemSink sink;
  private final ByteBuffer buffer = ByteBuffer.allocate(BLOCKS * VolumeShape.BLOCK_BYTES);
  private final ByteBuffer[] slots = new ByteBuffer[BLOCKS];
  private long start;
  private int count;

  BlockOutput(FilesystemSink sink) {
    this.sink = sink;
    for (int i = 0; i < BLOCKS; i++) {
      slots[i] =
          buffer
              .slice(i * VolumeShape.BLOCK_BYTES, VolumeShape.BLOCK_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** A little-endian block of zeros to fill, before the next call of anything here. */
  ByteBuffer next(long block) throws IOException {
    if (count == BLOCKS || start + count != block) {
      flush();
      start = block;
    }
    ByteBuffer slot = slots[count++];
    slot.clear();
    slot.put(0, ZEROS);
    return slot;
  }

  /** Hands on what there is. */
  void flush() throws IOException {
    if (count > 0) {
      sink.metadata(start, buffer.clear().limit(count * VolumeShape.BLOCK_BYTES));
      count = 0;
    }
  }
}
