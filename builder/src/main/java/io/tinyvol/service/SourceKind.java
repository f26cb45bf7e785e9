package io.tinyvol.service;

import java.util.Locale;

/** What a volume is built from. */
public enum SourceKind {
  /** A folder of files. */
  DIR,
  /** A disk image or a block device. */
  IMAGE,
  /** A tar of files. */
  TAR,
  /** An OCI image: a layout, or an archive. */
  OCI;

  /** Its name on the wire, and in {@code --from-NAME}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SourceKind ofLabel(String label) {
    for (SourceKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "not a kind of source: " + label + " (dir, image, tar, oci)");
  }
}
