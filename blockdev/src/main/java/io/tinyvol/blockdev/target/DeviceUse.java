package io.tinyvol.blockdev.target;

import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who uses block devices, as the kernel tells it: what is mounted (as far as this process's mount
 * namespace shows), used for swapping, or what other devices are made of. A picture of one moment.
 */
final class DeviceUse {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path SWAPS = Path.of("/proc/swaps");
  private static final Path DISKS = Path.of("/sys/block");

  private final Map<DeviceNumber, String> users = new HashMap<>();

  /** Looks at everything. */
  DeviceUse() throws IOException {
    addMounts();
    addSwaps();
    addLoops();
  }

  /** See proc_pid_mountinfo(5): the third field is the device, the fifth where it is mounted. */
  private void addMounts() throws IOException {
    for (String line : Files.readAllLines(MOUNTS)) {
      String[] fields = line.split(" ", -1);
      users.putIfAbsent(DeviceNumber.parse(fields[2]), "it is mounted at " + fields[4]);
    }
  }

  /** The first line is a heading; the first field of others a device or a file. */
  private void addSwaps() throws IOException {
    if (Files.exists(SWAPS)) {
      for (String line : Files.readAllLines(SWAPS)) {
        add(line.split("\\s", 2)[0], "it is used for swapping");
      }
    }
  }

  /** Loop devices do not hold what they are made of, as others do. */
  private void addLoops() throws IOException {
    for (Path disk : Sysfs.entries(DISKS)) {
      Optional<String> backing = Sysfs.text(disk.resolve("loop/backing_file"));
      if (backing.isPresent()) {
        add(backing.get(), "/dev/" + disk.getFileName() + " is made of it");
      }
    }
  }

  private void add(String path, String use) throws IOException {
    if (path.startsWith("/")) {
      try {
        FileStatus status = FileStatus.of(Path.of(path));
        if (status.type() == FileStatus.Type.BLOCK_DEVICE) {
          users.putIfAbsent(DeviceNumber.of(status), use);
        }
      } catch (NoSuchFileException e) {
        // In another namespace, or removed since.
      }
    }
  }

  /** Who uses a device, one of its partitions, or the disk that it is a partition of. */
  Optional<String> of(DeviceNumber device) throws IOException {
    Optional<String> user = direct(device);
    for (DeviceNumber other : user.isPresent() ? List.<DeviceNumber>of() : related(device)) {
      Optional<String> use = direct(other);
      if (use.isPresent()) {
        return Optional.of("of " + other.path() + ", " + use.get());
      }
    }
    return user;
  }

  private static List<DeviceNumber> related(DeviceNumber device) throws IOException {
    List<DeviceNumber> related = new ArrayList<>();
    for (Path entry : Sysfs.entries(device.sysfs())) {
      if (Files.exists(entry.resolve("partition"))) {
        Sysfs.text(entry.resolve("dev")).map(DeviceNumber::parse).ifPresent(related::add);
      }
    }
    if (Files.exists(device.sysfs().resolve("partition"))) {
      Path disk = device.sysfs().toRealPath().resolveSibling("dev");
      Sysfs.text(disk).map(DeviceNumber::parse).ifPresent(related::add);
    }
    return related;
  }

  private Optional<String> direct(DeviceNumber device) throws IOException {
    List<String> holders = new ArrayList<>();
    for (Path holder : Sysfs.entries(device.sysfs().resolve("holders"))) {
      Optional<String> mapped =
          Sysfs.text(holder.resolve("dm/name")).map(name -> "/dev/mapper/" + name);
      holders.add(mapped.orElse("/dev/" + holder.getFileName()));
    }
    if (!holders.isEmpty()) {
      return Optional.of(String.join(", ", holders) + " is made of it");
    }
    return Optional.ofNullable(users.get(device));
  }
}
