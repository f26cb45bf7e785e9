package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.dm.DmDevice;
import io.tinyvol.blockdev.dm.DmException;
import io.tinyvol.blockdev.dm.format.DmTarget;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A pool as the kernel has it, from one start of the machine to the next, and its volumes. */
final class PoolDevice {
  private final String pool;
  private final PoolConfig config;
  private final DeviceMapper mapper;
  private final DeviceNames names;
  private final Places places;

  PoolDevice(String pool, PoolConfig config, DeviceMapper mapper) {
    this.pool = pool;
    this.config = config;
    this.mapper = mapper;
    this.names = new DeviceNames(pool, config);
    this.places = new Places(pool);
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
    activate(metadataAtRest());
  }

  /**
   * Brings the pool to life.
   *
   * @param maySnapshot whether a snapshot of its metadata, of ours, may have been under way
   * @throws PoolDamagedException if its metadata are not sound
   */
  void activate(boolean maySnapshot) throws IOException {
    Path metadata = metadataAtRest();
    Optional<String> damage = TornSnapshot.damageBeside(metadata, maySnapshot);
    if (damage.isPresent()) {
      throw new PoolDamagedException(pool, damage.get());
    }
    activate(metadata);
  }

  private void activate(Path metadata) throws IOException {
    Path data = places.open(config.data());
    List<DmTarget> table =
        table(
            DeviceNumber.of(FileStatus.of(metadata)).toString(),
            DeviceNumber.of(FileStatus.of(data)).toString());
    mapper.create(names.pool(), names.poolUuid() + "-pool", table);
  }

  /** Has the active pool use as much of its places as it is to have by now. */
  void resize() throws IOException {
    Optional<String> lost = lost();
    if (lost.isPresent()) {
      throw new PoolException(pool, lost.get());
    }
    places.open(config.metadata());
    places.open(config.data());
    List<String> present = presentPlaces();
    mapper.replace(names.pool(), table(present.get(0), present.get(1)));
  }

  private List<DmTarget> table(String metadata, String data) {
    long lowWaterBlocks = config.lowWaterBytes() / config.blockBytes();
    String text =
        "%s %s %d %d%s"
            .formatted(
                metadata,
                data,
                config.blockBytes() / DmTarget.SECTOR_BYTES,
                lowWaterBlocks,
                config.whenFull() == PoolConfig.WhenFull.ERROR ? " 1 error_if_no_space" : "");
    long sectors = config.data().sizeBytes() / DmTarget.SECTOR_BYTES;
    return List.of(new DmTarget(0, sectors, "thin-pool", text));
  }

  /** The numbers of the devices that the active pool lies on, its metadata's first. */
  private List<String> presentPlaces() throws IOException {
    List<DmTarget> table = mapper.table(names.pool());
    if (table.size() != 1 || !table.getFirst().type().equals("thin-pool")) {
      throw new PoolException(pool, "the device " + names.pool() + " is no pool");
    }
    return List.of(table.getFirst().text().split(" ", -1));
  }

  /** The block device of the pool's metadata, while the pool is not active. */
  Path metadataAtRest() throws IOException {
    return places.open(config.metadata());
  }

  /** The same while the pool is active. */
  Path metadata() throws IOException {
    return DeviceNumber.parse(presentPlaces().getFirst()).path();
  }

  /** What the active pool lies on that is not at its place any more, and what to do; or nothing. */
  Optional<String> lost() throws IOException {
    List<String> present = presentPlaces();
    List<PoolPlace> wanted = List.of(config.metadata(), config.data());
    for (int i = 0; i < wanted.size(); i++) {
      DeviceNumber device = DeviceNumber.parse(present.get(i));
      if (!places.isOf(wanted.get(i), device)) {
        return Optional.of(
            ("lies on %s, which is not %s any more: that was removed or replaced meanwhile; end"
                    + " what uses the pool, and copy the device to where it was before the machine"
                    + " stops")
                .formatted(device.path(), wanted.get(i).path()));
      }
    }
    return Optional.empty();
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

  /**
   * Has the pool do something, which is not durable on return.
   *
   * @throws PoolException if it takes no changes
   */
  void message(String text) throws IOException {
    asking(() -> mapper.message(names.pool(), text));
  }

  /**
   * A message about a volume, to whose device nothing is written meanwhile.
   *
   * @throws PoolException if the pool takes no changes
   */
  void messageBeside(ThinRecord thin, String text) throws IOException {
    Optional<DmDevice> found = find(thin);
    if (found.isPresent()) {
      String device = found.get().name();
      asking(() -> mapper.messageWhileSuspended(device, names.pool(), text));
    } else {
      message(text);
    }
  }

  private interface Request {
    void send() throws IOException;
  }

  private void asking(Request request) throws IOException {
    try {
      request.send();
    } catch (DmException e) {
      if (e.errno() == ErrnoException.EOPNOTSUPP) {
        throw new PoolException(pool, "takes no changes: " + status().whyNot(pool), e);
      }
      throw e;
    }
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

  /** The path of a volume's device, which is active on return and of the volume's size. */
  Path activate(ThinRecord thin) throws IOException {
    String name = names.thin(thin);
    Optional<DmDevice> found = ours(name);
    if (found.isEmpty()) {
      mapper.create(name, names.thinUuid(thin), table(thin));
      found = ours(name);
    } else if (!found.get().uuid().equals(names.thinUuid(thin))) {
      throw new PoolException(pool, name + " is the device of another volume; remove it");
    } else {
      fit(name, thin);
    }
    return Nodes.ensure(name, found.orElseThrow().number());
  }

  private List<DmTarget> table(ThinRecord thin) throws IOException {
    DeviceNumber number = find().orElseThrow().number();
    return List.of(new DmTarget(0, sectors(thin), "thin", number + " " + thin.id()));
  }

  private static long sectors(ThinRecord thin) {
    return Math.ceilDiv(thin.sizeBytes(), DmTarget.SECTOR_BYTES);
  }

  /** Gives a volume's device, if it is active, the volume's size. */
  void fit(ThinRecord thin) throws IOException {
    Optional<DmDevice> found = find(thin);
    if (found.isPresent()) {
      fit(found.get().name(), thin);
    }
  }

  private void fit(String name, ThinRecord thin) throws IOException {
    long sectors = mapper.status(name).stream().mapToLong(DmTarget::sectors).sum();
    if (sectors != sectors(thin)) {
      mapper.replace(name, table(thin));
    }
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
    places.release(config.data());
    places.release(config.metadata());
  }
}
