package io.tinyvol.ext4;

import java.io.IOException;
import java.util.Objects;

/** The bytes cannot be read as an ext2, ext3 or ext4 file system. The message is one short line. */
public final class Ext4Exception extends IOException {
  private static final long serialVersionUID = 1;

  /** Why they cannot. */
  public enum Reason {
    /** There is no such file system. */
    NOT_EXT4,
    /** There is one, with a feature or of a size that is not read here. */
    UNSUPPORTED,
    /** There is one that contradicts itself. */
    DAMAGED
  }

  private final Reason reason;

  Ext4Exception(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static Ext4Exception damaged(String message) {
    return new Ext4Exception(Reason.DAMAGED, message);
  }

  static Ext4Exception unsupported(String message) {
    return new Ext4Exception(Reason.UNSUPPORTED, message);
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** Why the bytes cannot be read. */
  public Reason reason() {
    return reason;
  }
}
