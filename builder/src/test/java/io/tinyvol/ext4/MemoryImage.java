package io.tinyvol.ext4;

import io.tinyvol.posix.SparseSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image in memory, to write nonsense into. It has no holes. */
final class MemoryImage implements SparseSource {
  private static final int SUPERBLOCK = 1024;

  private final ByteBuffer bytes;

  private MemoryImage(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static MemoryImage load(Path image) throws IOException {
    return new MemoryImage(Files.readAllBytes(image));
  }

  static MemoryImage of(byte[] bytes) {
    return new MemoryImage(bytes);
  }

  /** A copy of the first bytes. */
  MemoryImage copy(int sizeBytes) {
    byte[] copy = new byte[sizeBytes];
    bytes.get(0, copy);
    return new MemoryImage(copy);
  }

  MemoryImage copy() {
    return copy(bytes.capacity());
  }

  /** The bytes, little-endian. */
  ByteBuffer bytes() {
    return bytes;
  }

  void superblock16(int at, int value) {
    bytes.putShort(SUPERBLOCK + at, (short) value);
  }

  void superblock32(int at, long value) {
    bytes.putInt(SUPERBLOCK + at, (int) value);
  }

  @Override
  public long sizeBytes() {
    return bytes.capacity();
  }

  @Override
  public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
    if (offsetBytes < 0 || dst.remaining() > bytes.capacity() - offsetBytes) {
      throw new EOFException("read past the end at " + offsetBytes);
    }
    dst.put(bytes.slice((int) offsetBytes, dst.remaining()));
  }

  @Override
  public long nextData(long offsetBytes) {
    return Math.min(offsetBytes, sizeBytes());
  }

  @Override
  public long nextHole(long offsetBytes) {
    return sizeBytes();
  }

  @Override
  public void close() {}
}
