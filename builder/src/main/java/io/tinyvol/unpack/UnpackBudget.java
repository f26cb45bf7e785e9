package io.tinyvol.unpack;

/** How many bytes may still be unpacked, from one stream or several. For one thread at a time. */
public final class UnpackBudget {
  private final long maxBytes;
  private long leftBytes;

  /** A budget. */
  public UnpackBudget(long maxBytes) {
    this.maxBytes = maxBytes;
    this.leftBytes = maxBytes;
  }

  void take(long bytes) throws UnpackException {
    if (bytes > leftBytes) {
      throw new UnpackException(
          "it unpacks to more than %d bytes; allow more with --max-unpacked SIZE"
              .formatted(maxBytes));
    }
    leftBytes -= bytes;
  }
}
