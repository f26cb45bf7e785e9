package io.tinyvol.service;

import io.tinyvol.posix.Descriptor;

/**
 * Where a volume's bytes go: a file that is open for writing, and where it is read as well, for
 * reading.
 *
 * @param descriptor the file; its owner closes it
 * @param form what it takes
 * @param verify whether everything is read back from the medium and compared
 */
public record VolumeTarget(Descriptor descriptor, Form form, boolean verify) {
  /** Checks that what is to be verified can be. */
  public VolumeTarget {
    if (verify && !form.canVerify()) {
      throw new IllegalArgumentException("only what is durable can be verified");
    }
  }

  /** What a target takes. */
  public enum Form {
    /** Every byte in order, zeros included. */
    STREAM,
    /** A regular file, of which anything is overwritten: gets holes where there are zeros. */
    SPARSE,
    /** The same, durable when it is written. */
    DURABLE,
    /** A block device, durable when it is written; what lies behind the volume stays. */
    DEVICE;

    /** Whether it is opened for reading, too. */
    public boolean isRead() {
      return this == DEVICE;
    }

    /** Whether what was written can be read back and compared. */
    public boolean canVerify() {
      return this == DURABLE || this == DEVICE;
    }
  }
}
