package io.tinyvol.ext4;

import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Counts what is asked of a source. */
final class CountingSource implements SparseSource {
  private final SparseSource source;
  private long bytesRead;
  private long calls;

  CountingSource(SparseSource source) {
    this.source = source;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** The number of calls of any kind. */
  long calls() {
    return calls;
  }

  @Override
  public long sizeBytes() {
    return source.sizeBytes();
  }

  @Override
  public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
    calls++;
    bytesRead += dst.remaining();
    source.readFully(offsetBytes, dst);
  }

  @Override
  public long nextData(long offsetBytes) throws IOException {
    calls++;
    return source.nextData(offsetBytes);
  }

  @Override
  public long nextHole(long offsetBytes) throws IOException {
    calls++;
    return source.nextHole(offsetBytes);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
