package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Makes pools. */
final class PoolMaker {
  private static final int EXPECTED_VOLUMES = 10_000;
  private static final long LEAST_METADATA_BYTES = 2L << 20;

  /** The kernel uses no more. */
  private static final long MOST_METADATA_BYTES = 255L * ((1 << 14) - 64) * 4096;

  private static final int ALIGNMENT_BYTES = 4096;

  private final PoolFolder folder;
  private final NewPlaces places;

  PoolMaker(PoolFolder folder) {
    this.folder = folder;
    this.places = new NewPlaces(folder);
  }

  /** Makes the files, durable on return; after a failure there are none. */
  Ledger make(PoolInit wanted, Instant now) throws IOException {
    checkApart(wanted.where());
    PoolPlace data = data(wanted);
    PoolPlace metadata = metadata(wanted, data.sizeBytes());
    PoolConfig config =
        new PoolConfig(
            UUID.randomUUID(),
            now,
            data,
            metadata,
            wanted.blockBytes(),
            wanted.whenFull(),
            PoolConfig.lowWaterBytes(data.sizeBytes()),
            wanted.overcommitPercent());
    if (data.kind() == PoolPlace.Kind.FILE) {
      NewPlaces.makeFile(data);
    }
    if (metadata.kind() == PoolPlace.Kind.FILE) {
      try {
        NewPlaces.makeFile(metadata);
      } catch (IOException e) {
        removeFile(data);
        throw e;
      }
    }
    return Ledger.first(config);
  }

  private static void checkApart(PoolInit.Where where) throws IOException {
    if (where.dataDevice().isPresent() && where.metadataDevice().isPresent()) {
      Path data = where.dataDevice().get();
      Path metadata = where.metadataDevice().get();
      if (Files.exists(data)
          && Files.exists(metadata)
          && DeviceNumber.of(FileStatus.of(data))
              .equals(DeviceNumber.of(FileStatus.of(metadata)))) {
        throw new IllegalArgumentException(data + ": cannot hold both data and metadata");
      }
    }
  }

  private PoolPlace data(PoolInit wanted) throws IOException {
    Optional<Path> device = wanted.where().dataDevice();
    if (device.isEmpty()) {
      long bytes = wholeBlocks(wanted.sizeBytes().orElse(0), wanted.blockBytes());
      return file(wanted, folder.name() + ".data", bytes);
    }
    PoolPlace all = places.data(device.get(), wanted.where().force());
    return all.of(part(all, wanted.sizeBytes(), all.sizeBytes(), wanted.blockBytes()));
  }

  /**
   * How much of a device for data a pool has.
   *
   * @param wantedBytes empty for all
   */
  static long part(PoolPlace place, OptionalLong wantedBytes, long presentBytes, int blockBytes) {
    long bytes = wantedBytes.orElse(presentBytes);
    if (bytes > presentBytes) {
      throw new IllegalArgumentException(
          "--size is more than the " + presentBytes + " bytes of " + place.path());
    }
    return wholeBlocks(bytes, blockBytes);
  }

  /** So much of data in whole blocks. */
  static long wholeBlocks(long bytes, int blockBytes) {
    long whole = bytes / blockBytes * blockBytes;
    if (whole == 0) {
      throw new IllegalArgumentException(
          "--size must be a block of " + blockBytes + " bytes at least");
    }
    return whole;
  }

  private PoolPlace metadata(PoolInit wanted, long dataBytes) throws IOException {
    Optional<Path> device = wanted.where().metadataDevice();
    if (device.isPresent()) {
      if (wanted.metadataBytes().isPresent()) {
        throw new IllegalArgumentException(
            "--metadata-size is for files: of a device the kernel uses everything");
      }
      return places.metadata(device.get(), wanted.where().force());
    }
    long bytes =
        wanted.metadataBytes().isPresent()
            ? wanted.metadataBytes().getAsLong()
            : ThinTools.metadataBytes(dataBytes, wanted.blockBytes(), EXPECTED_VOLUMES);
    String name = wanted.where().folder().isPresent() ? folder.name() + ".metadata" : "metadata";
    return file(wanted, name, metadataBytes(bytes));
  }

  /** So much of metadata as the kernel takes it. */
  static long metadataBytes(long bytes) {
    if (bytes > MOST_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "the kernel uses no more than " + MOST_METADATA_BYTES + " bytes of metadata");
    }
    return Math.ceilDiv(Math.max(bytes, LEAST_METADATA_BYTES), ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  }

  /** How much of a device for metadata the kernel uses. */
  static long metadataDeviceBytes(long bytes) {
    return Math.min(bytes / ALIGNMENT_BYTES * ALIGNMENT_BYTES, MOST_METADATA_BYTES);
  }

  private PoolPlace file(PoolInit wanted, String name, long bytes) throws IOException {
    Path parent = wanted.where().folder().orElse(folder.path());
    OwnerOnly.makeFolder(parent.toAbsolutePath());
    Path real = parent.toRealPath();
    places.checkLasting(real);
    return new PoolPlace(PoolPlace.Kind.FILE, real.resolve(name).toString(), bytes);
  }

  /** Takes back what {@link #make} and the kernel did, of a pool that is not to be. */
  static void unmake(PoolConfig config) throws IOException {
    removeFiles(config);
    if (config.metadata().kind() == PoolPlace.Kind.DEVICE) {
      NewPlaces.blank(Path.of(config.metadata().path()));
    }
  }

  /** Removes a pool's files; devices stay as they are. */
  static void removeFiles(PoolConfig config) throws IOException {
    removeFile(config.data());
    removeFile(config.metadata());
  }

  private static void removeFile(PoolPlace place) throws IOException {
    if (place.kind() == PoolPlace.Kind.FILE) {
      Files.deleteIfExists(Path.of(place.path()));
    }
  }
}
