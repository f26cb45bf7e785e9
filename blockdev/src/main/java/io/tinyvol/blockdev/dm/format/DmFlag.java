package io.tinyvol.blockdev.dm.format;

/** Flags of requests and answers (the kernel's uapi/linux/dm-ioctl.h). */
public enum DmFlag {
  /** In: the table is read-only. Out: the device is. */
  READ_ONLY(0),
  /** In: suspend. Out: the device is suspended. */
  SUSPENDED(1),
  /** In: give the table, not what the targets say. */
  STATUS_TABLE(4),
  /** Out: the device has a table. */
  ACTIVE_PRESENT(5),
  /** Out: a table is loaded that is not used yet. */
  INACTIVE_PRESENT(6),
  /** Out: the answer did not fit. */
  BUFFER_FULL(8),
  /** In: suspend without freezing a file system that is mounted. */
  SKIP_LOCKFS(10),
  /**
   * In: suspend without waiting for requests under way; or give the status without making the
   * target write down what it has.
   */
  NO_FLUSH(11),
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
