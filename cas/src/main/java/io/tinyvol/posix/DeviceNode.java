package io.tinyvol.posix;

import java.io.IOException;
import java.nio.file.Path;

/** Names of block devices in the file system (mknod(2)). */
public final class DeviceNode {
  private static final int BLOCK_DEVICE = 0x6000;
  private static final int OWNER_ONLY = 0x180;

  private DeviceNode() {}

  /**
   * Makes a name for a block device, which its owner alone may use.
   *
   * @throws java.nio.file.FileSystemException if that name is taken, or it may not be made
   */
  public static void make(Path path, DeviceNumber number) throws IOException {
    try {
      FileCalls.mknod(path.toString(), BLOCK_DEVICE | OWNER_ONLY, encode(number));
    } catch (ErrnoException e) {
      throw FileFailures.ofOpen(path.toString(), e);
    }
  }

  /** As new_encode_dev in the kernel's linux/kdev_t.h. */
  private static long encode(DeviceNumber number) {
    return (number.minor() & 0xff) | number.major() << 8 | (number.minor() & ~0xffL) << 12;
  }
}
