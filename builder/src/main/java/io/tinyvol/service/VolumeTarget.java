package io.tinyvol.service;

import io.tinyvol.cas.Digest;
import io.tinyvol.posix.Descriptor;
import java.util.Optional;

/**
 * Where a volume's bytes go: a file that is open for writing, and where it is read as well, for
 * reading.
 *
 * @param descriptor the file; its owner closes it
 * @param form what it takes
 * @param verify whether everything is read back from the medium and compared
 * @param content which content is meant, where that matters
 */
public record VolumeTarget(
    Descriptor descriptor, Form form, boolean verify, Optional<Content> content) {
  /**
   * What is written: the volume must have it still.
   *
   * @param root the root of its manifest
   * @param basis the root of what the target holds already, whose difference is written
   */
  public record Content(Digest root, Optional<Digest> basis) {}

  /** One for what the volume has when it is written. */
  public static VolumeTarget of(Descriptor descriptor, Form form, boolean verify) {
    return new VolumeTarget(descriptor, form, verify, Optional.empty());
  }

  /** Checks that what is to be verified can be. */
  public VolumeTarget {
    if (form == Form.THIN && content.flatMap(Content::basis).isEmpty()) {
      throw new IllegalArgumentException("what a thin volume holds must be said");
    }
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
    DEVICE,
    /** The same of a device that reads as zeros: what is zeros in the volume is not written. */
    FRESH,
    /** The same of a volume of a pool that holds another content: what differs is written. */
    THIN;

    /** Whether it is opened for reading, too. */
    public boolean isRead() {
      return this == DEVICE || this == FRESH || this == THIN;
    }

    /** Whether what was written can be read back and compared. */
    public boolean canVerify() {
      return this == DURABLE || isRead();
    }
  }
}
