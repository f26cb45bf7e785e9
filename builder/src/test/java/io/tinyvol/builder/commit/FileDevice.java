package io.tinyvol.builder.commit;

import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file as a device: enough to write to. */
final class FileDevice implements BlockDevice {
  private final FileChannel file;
  private long bytesWritten;

  FileDevice(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  long bytesWritten() {
    return bytesWritten;
  }

  @Override
  public long sizeBytes() {
    try {
      return file.size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public void read(long offsetBytes, ByteBuffer dst) {
    throw new AssertionError("nothing is to be read");
  }

  @Override
  public boolean readIfQuick(long offsetBytes, ByteBuffer dst) {
    return false;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer src) throws IOException {
    bytesWritten += src.remaining();
    long start = offsetBytes - src.position();
    while (src.hasRemaining()) {
      if (file.write(src, start + src.position()) < 0) {
        throw new IOException("full");
      }
    }
  }

  @Override
  public void zero(long offsetBytes, long lengthBytes, boolean keepSpace) throws IOException {
    write(offsetBytes, ByteBuffer.allocate((int) lengthBytes));
  }

  @Override
  public void flush() {}

  @Override
  public void visit(long offsetBytes, long lengthBytes, RangeVisitor visitor) {
    throw new AssertionError("nothing is to be visited");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
