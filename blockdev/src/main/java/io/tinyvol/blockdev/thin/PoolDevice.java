package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.dm.DmDevice;
import io.tinyvol.blockdev.dm.format.DmTarget;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A pool as the kernel has it, from one start of the machine to the next, and its volumes. */
final class PoolDevice {
  private final String pool;
  private final PoolConfig config;
  private final DeviceMapper mapper;
  private final DeviceNames names;

  PoolDevice(String pool, PoolConfig config, DeviceMapper mapper) {
    this.pool = pool;
    this.config = config;
    this.mapper = mapper;
    this.names = new DeviceNames(pool, config);
  }

  /** The pool's device, if it is active. */
  Optional<DmDevice> find() throws IOException {
    return ours(names.pool());
  }

  private Optional<DmDevice> ours(String name) throws IOException {
    Optional<DmDevice> found = mapper.find(name);
    if (found.isPresent() && !names.isOurs(found.get().uuid())) {
      throw new PoolException(
          pool, "the device " + name + " is another's, of uuid '" + found.get().uuid() + "'");
    }
    return found;
  }

  /** Lets all our devices go on that somebody suspended and left so. */
  void resumeAll() throws IOException {
    for (String name : mapper.names()) {
      if (name.equals(names.pool()) || name.startsWith(names.pool() + "-")) {
        Optional<DmDevice> device = mapper.find(name);
        if (device.isPresent() && device.get().isSuspended() && names.isOurs(device.get().uuid())) {
          mapper.resume(name);
        }
      }
    }
  }

  /** Brings a new pool to life: the kernel writes metadata where there are zeros. */
  void activateNew() throws IOException {
    activate(open(config.metadataPath(), config.metadataBytes()));
  }

  /** Brings the pool to life, whose metadata must be sound. */
  void activate() throws IOException {
    Path metadata = open(config.metadataPath(), config.metadataBytes());
    try {
      ThinTools.check(metadata);
    } catch (IOException e) {
      throw new PoolException(
          pool, "its metadata are damaged; 'tinyvol pool repair' may help: " + e.getMessage(), e);
    }
    activate(metadata);
  }

  private void activate(Path metadata) throws IOException {
    Path data = open(config.dataPath(), config.dataBytes());
    mapper.create(names.pool(), names.poolUuid() + "-pool", table(metadata, data));
  }

  /** The block device of a place, which must be so large at least. */
  private Path open(String place, long bytes) throws IOException {
    Path path = Path.of(place);
    if (config.backing() == PoolConfig.Backing.DEVICES) {
      return path;
    }
    long found = Files.size(path);
    if (found < bytes) {
      throw new PoolException(pool, path + " has " + found + " bytes, not " + bytes);
    }
    return Loops.attach(path);
  }

  private List<DmTarget> table(Path metadata, Path data) throws IOException {
    long lowWaterBlocks = config.lowWaterBytes() / config.blockBytes();
    String text =
        "%s %s %d %d%s"
            .formatted(
                DeviceNumber.of(FileStatus.of(metadata)),
                DeviceNumber.of(FileStatus.of(data)),
                config.blockBytes() / DmTarget.SECTOR_BYTES,
                lowWaterBlocks,
                config.whenFull() == PoolConfig.WhenFull.ERROR ? " 1 error_if_no_space" : "");
    long sectors = config.dataBytes() / DmTarget.SECTOR_BYTES;
    return List.of(new DmTarget(0, sectors, "thin-pool", text));
  }

  /** The block device of the pool's metadata, while the pool is active. */
  Path metadata() throws IOException {
    return config.backing() == PoolConfig.Backing.FILES
        ? Loops.attach(Path.of(config.metadataPath()))
        : Path.of(config.metadataPath());
  }

  /** What the kernel says of the pool, when it has written down what it did. */
  PoolStatus status() throws IOException {
    List<DmTarget> targets = mapper.status(names.pool());
    if (targets.size() != 1 || !targets.getFirst().type().equals("thin-pool")) {
      throw new PoolException(pool, "the device " + names.pool() + " is no pool");
    }
    try {
      return PoolStatus.parse(targets.getFirst().text(), config);
    } catch (IllegalArgumentException e) {
      throw new PoolException(
          pool, "its status is not understood: " + targets.getFirst().text(), e);
    }
  }

  void message(String text) throws IOException {
    mapper.message(names.pool(), text);
  }

  /** A volume's device, if it is active, whatever its name. */
  Optional<DmDevice> find(ThinRecord thin) throws IOException {
    for (String name : names.all(thin)) {
      Optional<DmDevice> found = ours(name);
      if (found.isPresent() && found.get().uuid().equals(names.thinUuid(thin))) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The path of a volume's device, which is active on return. */
  Path activate(ThinRecord thin) throws IOException {
    String name = names.thin(thin);
    Optional<DmDevice> found = ours(name);
    if (found.isEmpty()) {
      DeviceNumber number = find().orElseThrow().number();
      long sectors = Math.ceilDiv(thin.sizeBytes(), DmTarget.SECTOR_BYTES);
      DmTarget table = new DmTarget(0, sectors, "thin", number + " " + thin.id());
      mapper.create(name, names.thinUuid(thin), List.of(table));
      found = ours(name);
    } else if (!found.get().uuid().equals(names.thinUuid(thin))) {
      throw new PoolException(pool, name + " is the device of another volume; remove it");
    }
    return Nodes.ensure(name, found.orElseThrow().number());
  }

  /** A volume is no device any more; the last one to use it may do that still. */
  void deactivate(ThinRecord thin) throws IOException {
    Optional<DmDevice> found = find(thin);
    if (found.isPresent()) {
      mapper.remove(found.get().name(), true);
      Nodes.remove(found.get().name());
    }
  }

  /** Takes the pool out of the kernel; there must be no devices of volumes. */
  void deactivate() throws IOException {
    if (find().isPresent()) {
      mapper.remove(names.pool(), false);
      Nodes.remove(names.pool());
    }
    if (config.backing() == PoolConfig.Backing.FILES) {
      Loops.detach(Path.of(config.dataPath()));
      Loops.detach(Path.of(config.metadataPath()));
    }
  }
}
