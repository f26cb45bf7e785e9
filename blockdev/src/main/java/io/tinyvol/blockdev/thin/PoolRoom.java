package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;

/** Looks whether a pool has room for what is to be done, before it is begun. */
final class PoolRoom {
  /** What a change of the kernel's trees takes at most, and what deleting must still find. */
  private static final long METADATA_RESERVE_BYTES = 128 << 10;

  /**
   * Nodes of the kernel's trees have 16 bytes for a block, are half empty at worst, and counted.
   */
  private static final long METADATA_BYTES_PER_BLOCK = 64;

  private final PoolSession session;

  PoolRoom(PoolSession session) {
    this.session = session;
  }

  /** The sizes of all disks, which guests may fill. */
  static long virtualBytes(Ledger ledger) {
    return ledger.thins().stream()
        .filter(PoolRoom::isToBeDisk)
        .mapToLong(ThinRecord::sizeBytes)
        .sum();
  }

  private static boolean isToBeDisk(ThinRecord thin) {
    return thin.isDisk() || thin.state() == ThinRecord.State.STAGING;
  }

  /**
   * Checks it.
   *
   * @param sizeBytes how much larger the disks will be in all
   * @param dataBytes how much is going to be written
   * @throws PoolFullException if there is no room
   */
  void check(long sizeBytes, long dataBytes) throws IOException {
    PoolConfig config = session.ledger().config();
    PoolStatus status = session.device().status();
    String pool = session.folder().name();
    long blocks = Math.ceilDiv(dataBytes, config.blockBytes());
    if (blocks * config.blockBytes() > status.dataFreeBytes()) {
      throw new PoolFullException(
          pool,
          "%d bytes are to be written, %d are free"
              .formatted(blocks * config.blockBytes(), status.dataFreeBytes()));
    }
    long metadata = METADATA_RESERVE_BYTES + blocks * METADATA_BYTES_PER_BLOCK;
    if (metadata > status.metadataFreeBytes()) {
      throw new PoolFullException(
          pool,
          "%d bytes of metadata are needed, %d are free"
              .formatted(metadata, status.metadataFreeBytes()));
    }
    long all = virtualBytes(session.ledger()) + sizeBytes;
    long most = config.data().sizeBytes() / 100 * config.overcommitPercent();
    if (sizeBytes > 0 && all > most) {
      throw new PoolFullException(
          pool,
          "its disks would be %d bytes in all, %d are allowed (%d %% of its data)"
              .formatted(all, most, config.overcommitPercent()));
    }
  }
}
