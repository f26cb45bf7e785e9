package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.MetadataSuperblock;
import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A snapshot of a pool's metadata that a power cut left half made. When the kernel makes one or
 * releases it, the first block may tell of it before anything else is written that goes with it
 * (__reserve_metadata_snap in drivers/md/dm-thin-metadata.c changes it in place, and all that was
 * changed is written in any order before the commit). Everything else is then as it was before. To
 * have the kernel release such a snapshot would free blocks that volumes have; so it is taken out
 * of the first block, while the pool is not active.
 */
final class TornSnapshot {
  private final Path metadata;
  private final ByteBuffer buffer = DirectIo.allocate(MetadataSuperblock.BYTES);

  private TornSnapshot(Path metadata) {
    this.metadata = metadata;
  }

  /**
   * What is wrong with the metadata of a pool that is not active, once a torn snapshot is gone.
   * Where something else is wrong they stay as they were.
   *
   * @param mayBe whether a snapshot of ours may have been under way
   */
  static Optional<String> damageBeside(Path metadata, boolean mayBe) throws IOException {
    Optional<String> damage = ThinTools.damage(metadata);
    return damage.isPresent() && mayBe ? new TornSnapshot(metadata).removed(damage) : damage;
  }

  private Optional<String> removed(Optional<String> damage) throws IOException {
    MetadataSuperblock found = read();
    if (!found.isSound() || !found.hasSnapshot()) {
      return damage;
    }
    write(found.withoutSnapshot());
    if (ThinTools.damage(metadata).isEmpty()) {
      return Optional.empty();
    }
    write(found);
    return damage;
  }

  private MetadataSuperblock read() throws IOException {
    try (Descriptor opened = BlockDevice.open(metadata, true);
        BlockDevice device = BlockDevice.of(opened)) {
      device.read(0, buffer.clear().limit(MetadataSuperblock.BYTES));
    }
    return MetadataSuperblock.of(buffer);
  }

  private void write(MetadataSuperblock superblock) throws IOException {
    superblock.writeTo(buffer.clear());
    try (Descriptor opened = BlockDevice.open(metadata, true);
        BlockDevice device = BlockDevice.of(opened)) {
      device.write(0, buffer.limit(MetadataSuperblock.BYTES));
      device.sync();
    }
  }
}
