package io.tinyvol.blockdev.thin;

import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tells in which disk of a pool something lies, by way of file systems, loop devices and whatever
 * else devices are made of: what it takes is taken of that disk, and is not to be counted again. By
 * what the kernel says (sysfs(5), proc_pid_mountinfo(5)), at one moment.
 */
public final class DiskUnder {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  /** Nobody stacks as much. */
  private static final int DEEPEST = 16;

  private DiskUnder() {}

  /** The device of the disk that a file, a folder or a block device lies in, if in any. */
  public static Optional<Path> of(Path place) throws IOException {
    return under(place, DEEPEST);
  }

  private static Optional<Path> under(Path place, int depth) throws IOException {
    FileStatus status;
    try {
      status = FileStatus.of(place);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // removed since, or in another namespace
    }
    if (status.type() == FileStatus.Type.BLOCK_DEVICE) {
      return under(DeviceNumber.of(status), depth);
    }
    DeviceNumber device = DeviceNumber.holding(status);
    return Files.exists(device.sysfs()) ? under(device, depth) : underMount(device, depth);
  }

  /** File systems as btrfs have numbers of their own, which no device has. */
  private static Optional<Path> underMount(DeviceNumber number, int depth) throws IOException {
    for (String line : Files.readAllLines(MOUNTS)) {
      String[] fields = line.split(" ", -1);
      int separator = List.of(fields).indexOf("-");
      if (fields[2].equals(number.toString()) && fields[separator + 2].startsWith("/dev/")) {
        return depth == 0 ? Optional.empty() : under(Path.of(fields[separator + 2]), depth - 1);
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> under(DeviceNumber device, int depth) throws IOException {
    Path facts = device.sysfs();
    if (depth == 0) {
      return Optional.empty();
    }
    if (Sysfs.text(facts.resolve("dm/uuid")).filter(DeviceNames::isDisk).isPresent()) {
      return Sysfs.text(facts.resolve("dm/name")).map(DeviceNames::path);
    }
    Optional<String> backing = Sysfs.text(facts.resolve("loop/backing_file"));
    if (backing.isPresent()) {
      return under(Path.of(backing.get()), depth - 1);
    }
    List<Path> below = Sysfs.entries(facts.resolve("slaves"));
    if (Files.exists(facts.resolve("partition"))) {
      below.add(facts.toRealPath().getParent());
    }
    for (Path other : below) {
      Optional<String> number = Sysfs.text(other.resolve("dev"));
      Optional<Path> found =
          number.isPresent()
              ? under(DeviceNumber.parse(number.get()), depth - 1)
              : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
