package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.dm.format.DmTarget;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The places that a pool has, as block devices. */
final class Places {
  private final String pool;

  Places(String pool) {
    this.pool = pool;
  }

  /**
   * The block device of a place.
   *
   * @throws PoolException if there is less of it than the pool has
   */
  Path open(PoolPlace place) throws IOException {
    Path path = Path.of(place.path());
    long found = sizeBytes(place);
    if (found < place.sizeBytes()) {
      throw new PoolException(
          pool,
          "%s has %d bytes, the pool %d of them: it is another one, or was cut off"
              .formatted(path, found, place.sizeBytes()));
    }
    return place.kind() == PoolPlace.Kind.FILE ? Loops.attach(path) : path;
  }

  /** How large what is at a place is now, whatever of it the pool has. */
  long sizeBytes(PoolPlace place) throws IOException {
    Path path = Path.of(place.path());
    try {
      return place.kind() == PoolPlace.Kind.FILE ? Files.size(path) : deviceBytes(path);
    } catch (NoSuchFileException e) {
      throw new PoolException(
          pool, path + " is gone; the pool is nothing without it: put it back", e);
    }
  }

  /** How large a block device is. */
  static long deviceBytes(Path device) throws IOException {
    Path sectors = DeviceNumber.of(FileStatus.of(device)).sysfs().resolve("size");
    return Long.parseLong(Files.readString(sectors).strip()) * DmTarget.SECTOR_BYTES;
  }

  /** Makes a file so large at least; durable on return. */
  static void enlarge(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.size() < bytes) {
        channel.write(ByteBuffer.allocate(1), bytes - 1);
      }
      channel.force(true);
    }
  }

  /** The place's loop device goes, where it has one. */
  void release(PoolPlace place) throws IOException {
    if (place.kind() == PoolPlace.Kind.FILE && Files.exists(Path.of(place.path()))) {
      Loops.detach(Path.of(place.path()));
    }
  }

  /** Whether a device, which the pool has lain on since it was brought to life, is the place's. */
  boolean isOf(PoolPlace place, DeviceNumber device) throws IOException {
    Path path = Path.of(place.path());
    if (!Files.exists(path)) {
      return false;
    }
    return place.kind() == PoolPlace.Kind.FILE
        ? Loops.of(path).contains(device.path())
        : DeviceNumber.of(FileStatus.of(path)).equals(device);
  }
}
