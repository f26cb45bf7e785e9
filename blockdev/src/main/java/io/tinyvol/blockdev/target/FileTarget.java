package io.tinyvol.blockdev.target;

import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.OutputFile;
import io.tinyvol.posix.PosixFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A regular file, which holds something already; zeros become holes. */
public final class FileTarget implements Target {
  private static final int BLOCK_BYTES = 4096;

  private final OutputFile output;
  private final PosixFile input;
  private final String name;

  private FileTarget(OutputFile output, PosixFile input, String name) {
    this.output = output;
    this.input = input;
    this.name = name;
  }

  /**
   * A file that is open for reading and writing, and stays open when this is closed.
   *
   * @param name what to call it in messages
   */
  public static FileTarget of(Descriptor opened, String name) throws IOException {
    OutputFile output = OutputFile.of(opened);
    try {
      return new FileTarget(output, PosixFile.of(opened, name), name);
    } catch (IOException | RuntimeException e) {
      output.close();
      throw e;
    }
  }

  @Override
  public long sizeBytes() {
    return input.sizeBytes();
  }

  @Override
  public boolean isFresh() {
    return false;
  }

  @Override
  public int blockBytes() {
    return BLOCK_BYTES;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    output.write(offsetBytes, bytes);
  }

  @Override
  public void zero(long offsetBytes, long lengthBytes) throws IOException {
    output.punchHole(offsetBytes, lengthBytes);
  }

  @Override
  public boolean zeroAtOnce(long offsetBytes, long lengthBytes) throws IOException {
    zero(offsetBytes, lengthBytes);
    return true;
  }

  @Override
  public void read(long offsetBytes, ByteBuffer bytes) throws IOException {
    output.dropCached();
    input.readFully(offsetBytes, bytes);
  }

  @Override
  public void sync() throws IOException {
    output.sync();
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() throws IOException {
    try (output) {
      input.close();
    }
  }
}
