package io.tinyvol.ext4;

import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads an image and asks it about its holes. It remembers the last hole and the last run of data:
 * asking costs a system call, and the tables that follow each other on disk mostly lie in the same.
 */
final class SparseReader {
  private final SparseSource source;
  private long holeStart;
  private long holeEnd;
  private long dataStart;
  private long dataEnd;

  SparseReader(SparseSource source) {
    this.source = source;
  }

  /** A buffer to read into, direct so that reads need no copy. */
  static ByteBuffer buffer(int sizeBytes) {
    return ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  long sizeBytes() {
    return source.sizeBytes();
  }

  /** Fills the first {@code lengthBytes} of {@code into} and sets its limit there. */
  void read(long offsetBytes, ByteBuffer into, int lengthBytes) throws IOException {
    source.readFully(offsetBytes, into.clear().limit(lengthBytes));
    into.flip();
  }

  /** As {@link SparseSource#nextData}. */
  long nextData(long offsetBytes) throws IOException {
    if (offsetBytes >= dataStart && offsetBytes < dataEnd) {
      return offsetBytes;
    }
    if (offsetBytes < holeStart || offsetBytes >= holeEnd) {
      holeStart = offsetBytes;
      holeEnd = source.nextData(offsetBytes);
    }
    return holeEnd;
  }

  /** As {@link SparseSource#nextHole}, for an offset that {@link #nextData} gave. */
  long nextHole(long offsetBytes) throws IOException {
    if (offsetBytes < dataStart || offsetBytes >= dataEnd) {
      dataStart = offsetBytes;
      // Where the data was may be a hole by now, if somebody writes to the image: go on regardless.
      dataEnd = Math.max(source.nextHole(offsetBytes), offsetBytes + 1);
    }
    return dataEnd;
  }

  /** Reads one piece as {@link #read}, unless it lies in a hole and is all zeros. */
  boolean readUnlessHole(long offsetBytes, ByteBuffer into, int lengthBytes) throws IOException {
    long data = nextData(offsetBytes);
    if (data >= offsetBytes + lengthBytes) {
      return false;
    }
    // Asked only to be remembered: the next piece mostly lies in the same run.
    nextHole(data);
    read(offsetBytes, into, lengthBytes);
    return true;
  }
}
