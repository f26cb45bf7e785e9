package io.tinyvol.testing;

import java.io.IOException;

/** A disk as those who write to it see it. */
public interface Disk {
  /** What is there. */
  byte[] read(long offset, int length) throws IOException;

  /** Writes, and has it made durable if {@code isDurable}. */
  void write(long offset, byte[] data, boolean isDurable) throws IOException;

  /** Gives the range up. */
  void trim(long offset, int length, boolean isDurable) throws IOException;

  /** Writes zeros. */
  void zero(long offset, int length, boolean isHole, boolean isDurable) throws IOException;

  /** Makes durable what was answered. */
  void flush() throws IOException;
}
