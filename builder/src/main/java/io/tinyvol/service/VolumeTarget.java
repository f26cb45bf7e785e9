package io.tinyvol.service;

import io.tinyvol.posix.Descriptor;

/**
 * Where a volume's bytes go: a file that is open for writing.
 *
 * @param descriptor the file; its owner closes it
 * @param form what it takes
 */
public record VolumeTarget(Descriptor descriptor, Form form) {
  /** What a target takes. */
  public enum Form {
    /** Every byte in order, zeros included. */
    STREAM,
    /** A regular file, of which anything is overwritten: gets holes where there are zeros. */
    SPARSE,
    /** The same, durable when it is written. */
    DURABLE
  }
}
