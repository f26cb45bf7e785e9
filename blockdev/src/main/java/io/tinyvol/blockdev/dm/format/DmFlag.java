package io.tinyvol.blockdev.dm.format;

/** Flags of requests and answers (the kernel's uapi/linux/dm-ioctl.h). */
public enum DmFlag {
  /** In: suspend the device, not resume it. Out: it is suspended. */
  SUSPENDED(1),
  /** In: the tables themselves are wanted, not what the targets say of themselves. */
  TABLE(4),
  /** Out: the device has a table. */
  ACTIVE_PRESENT(5),
  /** Out: the answer did not fit. */
  BUFFER_FULL(8),
  /** Out: a message was answered with a text. */
  DATA_OUT(16),
  /** In: remove the device when its last user has closed it. Out: it will be. */
  DEFERRED_REMOVE(17);

  private final int bit;

  DmFlag(int bit) {
    this.bit = bit;
  }

  /** The bit's value. */
  public int mask() {
    return 1 << bit;
  }
}
