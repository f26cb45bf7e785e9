package io.tinyvol.blockdev.dm.format;

/** What the device mapper can be asked for (the kernel's uapi/linux/dm-ioctl.h). */
public enum DmCommand {
  /** Which version it has. */
  VERSION(0),
  /** All devices. */
  LIST_DEVICES(2),
  /** Makes a device without a table. */
  CREATE(3),
  /** Removes a device. */
  REMOVE(4),
  /** Suspends a device, or resumes it with the table that was loaded. */
  SUSPEND(6),
  /** What it knows of a device. */
  STATUS(7),
  /** Loads a table, which is used from the next resume on. */
  TABLE_LOAD(9),
  /** What a device's targets say of themselves. */
  TABLE_STATUS(12),
  /** All kinds of targets. */
  LIST_VERSIONS(13),
  /** A message to a target. */
  TARGET_MESSAGE(14);

  /** _IOWR(0xfd, 0, struct dm_ioctl), whose size is 312. */
  private static final long FIRST = 0xc138fd00L;

  private final int number;

  DmCommand(int number) {
    this.number = number;
  }

  /** The number of the ioctl. */
  public long request() {
    return FIRST | number;
  }
}
