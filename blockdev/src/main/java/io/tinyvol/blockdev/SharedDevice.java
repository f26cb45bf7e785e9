package io.tinyvol.blockdev;

import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A device that others use as well: to close it is to give up one's own use of it. */
final class SharedDevice implements BlockDevice {
  private final BlockDevice device;
  private final Release release;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** What is done at the end. */
  @FunctionalInterface
  interface Release {
    void run() throws IOException;
  }

  SharedDevice(BlockDevice device, Release release) {
    this.device = device;
    this.release = release;
  }

  @Override
  public long sizeBytes() {
    return device.sizeBytes();
  }

  @Override
  public boolean isReadOnly() {
    return device.isReadOnly();
  }

  @Override
  public void read(long offsetBytes, ByteBuffer dst) throws IOException {
    device.read(offsetBytes, dst);
  }

  @Override
  public boolean readIfQuick(long offsetBytes, ByteBuffer dst) throws IOException {
    return device.readIfQuick(offsetBytes, dst);
  }

  @Override
  public void write(long offsetBytes, ByteBuffer src) throws IOException {
    device.write(offsetBytes, src);
  }

  @Override
  public void zero(long offsetBytes, long lengthBytes, boolean keepSpace) throws IOException {
    device.zero(offsetBytes, lengthBytes, keepSpace);
  }

  @Override
  public void flush() throws IOException {
    device.flush();
  }

  @Override
  public void visit(long offsetBytes, long lengthBytes, RangeVisitor visitor) throws IOException {
    device.visit(offsetBytes, lengthBytes, visitor);
  }

  @Override
  public void close() throws IOException {
    if (isClosed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
