package io.tinyvol.blockdev.target;

import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FileStatus;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Opens block devices to be overwritten. */
public final class TargetDevices {
  private TargetDevices() {}

  /**
   * Opens a device for {@link DeviceTarget#of}, as its only user: as long as the descriptor is
   * open, here or where it is handed to, nobody can mount it.
   *
   * @param force whether one that others use is taken all the same
   * @throws NoSuchFileException if there is nothing at that path
   * @throws IllegalArgumentException if there is something else than a block device
   * @throws TargetInUseException if somebody uses it, or a part of it, and {@code force} is not set
   * @throws FileSystemException if it is read-only, or may not be opened
   */
  public static Descriptor open(Path path, boolean force) throws IOException {
    DeviceNumber number = number(path);
    if (isReadOnly(number)) {
      throw new FileSystemException(
          path.toString(), null, "the device is read-only; blockdev --setrw may change that");
    }
    Optional<String> user = force ? Optional.empty() : new DeviceUse().of(number);
    if (user.isPresent()) {
      throw new TargetInUseException(path.toString(), user.get());
    }
    try {
      return BlockDevice.open(path, true);
    } catch (FileSystemException e) {
      if (!(e.getCause() instanceof ErrnoException errno)
          || errno.errno() != ErrnoException.EBUSY) {
        throw e;
      }
      if (force) {
        return BlockDevice.open(path, false);
      }
      throw (IOException)
          new TargetInUseException(path.toString(), "a program, or another namespace, holds it")
              .initCause(e);
    }
  }

  private static DeviceNumber number(Path path) throws IOException {
    FileStatus status;
    try {
      status = FileStatus.of(path);
    } catch (NoSuchFileException e) {
      throw (IOException)
          new NoSuchFileException(
                  path.toString(), null, "no such device; lsblk lists those there are")
              .initCause(e);
    }
    return switch (status.type()) {
      case BLOCK_DEVICE -> DeviceNumber.of(status);
      case REGULAR ->
          throw new IllegalArgumentException(
              path + ": not a block device but a file; use --to file:" + path);
      default ->
          throw new IllegalArgumentException(
              path
                  + ": not a block device but a "
                  + status.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + "; lsblk lists those there are");
    };
  }

  private static boolean isReadOnly(DeviceNumber number) throws IOException {
    Path file = number.sysfs().resolve("ro");
    return Files.exists(file) && Files.readString(file).strip().equals("1");
  }
}
