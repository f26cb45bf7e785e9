package io.tinyvol.blockdev.thin;

import io.tinyvol.posix.DeviceNode;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The names of devices in {@code /dev/mapper}. Where udev runs, it makes and removes them, a little
 * later; where it does not, or is slow, we do.
 */
final class Nodes {
  private static final Path UDEV = Path.of("/run/udev/control");
  private static final int UDEV_MILLIS = 3000;
  private static final int POLL_MILLIS = 10;

  private Nodes() {}

  /** Whether udev names devices. */
  static boolean isUdevRunning() {
    return Files.exists(UDEV);
  }

  /** The path of a device, which is there on return, and is that device. */
  static Path ensure(String name, DeviceNumber number) throws IOException {
    Path path = DeviceNames.path(name);
    for (int waited = 0; isUdevRunning() && waited < UDEV_MILLIS; waited += POLL_MILLIS) {
      if (isNameOf(path, number)) {
        return path;
      }
      Pause.millis(POLL_MILLIS);
    }
    if (!isNameOf(path, number)) {
      Files.deleteIfExists(path); // of a device that is gone
      DeviceNode.make(path, number);
    }
    return path;
  }

  private static boolean isNameOf(Path path, DeviceNumber number) throws IOException {
    try {
      FileStatus status = FileStatus.of(path);
      return status.type() == FileStatus.Type.BLOCK_DEVICE
          && DeviceNumber.of(status).equals(number);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Removes the name of a device that is gone. */
  static void remove(String name) throws IOException {
    if (!isUdevRunning()) {
      Files.deleteIfExists(DeviceNames.path(name));
    }
  }
}
