package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the device mapper calls our devices. Hyphens in names are doubled, as LVM does, so that a
 * name tells its parts.
 */
final class DeviceNames {
  private static final String PREFIX = "tinyvol-";
  private static final String UUID_PREFIX = "TINYVOL-";
  private static final Pattern VOLUME = Pattern.compile(UUID_PREFIX + "[0-9a-f-]{36}-\\d+-\\d+");
  private static final Path FOLDER = Path.of("/dev/mapper");

  private final String pool;
  private final String poolUuid;

  DeviceNames(String pool, PoolConfig config) {
    this.pool = PREFIX + escaped(pool);
    this.poolUuid = UUID_PREFIX + config.uuid();
  }

  private static String escaped(String name) {
    return name.replace("-", "--");
  }

  /** The pool's own device. */
  String pool() {
    return pool;
  }

  String poolUuid() {
    return poolUuid;
  }

  /** A volume's device; what is no disk, or not yet, has another name, so that nobody takes it. */
  String thin(ThinRecord thin) {
    String name = named(thin);
    return thin.isDisk() ? name : name + "-" + thin.id();
  }

  private String named(ThinRecord thin) {
    return pool + "-" + escaped(thin.name());
  }

  /** The names that a volume's device may have: it keeps what it had when the state changes. */
  List<String> all(ThinRecord thin) {
    String name = named(thin);
    return List.of(name, name + "-" + thin.id());
  }

  /** Which volume a device is, whatever its name. */
  String thinUuid(ThinRecord thin) {
    return poolUuid + "-" + thin.id() + "-" + thin.birth();
  }

  /** Whether a device is the pool's or one of its volumes'. */
  boolean isOurs(String uuid) {
    return uuid.startsWith(poolUuid);
  }

  /** Whether a device is a volume of any pool of ours, not a pool itself. */
  static boolean isDisk(String uuid) {
    return VOLUME.matcher(uuid).matches();
  }

  /** Where a device is found in the file system. */
  static Path path(String name) {
    return FOLDER.resolve(name);
  }
}
