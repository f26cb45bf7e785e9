package io.tinyvol.tar.format;

import java.io.IOException;

/** An archive that is damaged, cut off, or of a kind that is not read; the message says where. */
public final class TarException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean namesEntry;

  /** What is wrong with the archive as a whole. */
  public TarException(String message) {
    this(message, false);
  }

  private TarException(String message, boolean namesEntry) {
    super(message);
    this.namesEntry = namesEntry;
  }

  /** What is wrong with the entry of that name. */
  public static TarException of(byte[] entryName, String what) {
    return new TarException(ShownName.of(entryName) + ": " + what, true);
  }

  /** What is wrong with the entry of that name, as an exception says it. */
  public static TarException of(byte[] entryName, Exception why) {
    return why instanceof TarException tar && tar.namesEntry
        ? tar
        : of(entryName, String.valueOf(why.getMessage()));
  }
}
