package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import java.io.IOException;
import java.nio.file.Path;

/** Gives disks other sizes, for who has the pool's lock. */
final class DiskSizes {
  private static final int SECTOR_BYTES = 512;

  private final PoolSession session;
  private final PoolDisks disks;

  DiskSizes(PoolSession session) {
    this.session = session;
    this.disks = new PoolDisks(session);
  }

  /**
   * The ledger has the new size before the kernel does, and the device gets it when it is looked
   * for next at the latest. What is cut off is discarded when there is no way back any more, and
   * before anything else is done with the disk: so it never comes back.
   */
  void resize(ThinRecord disk, long sizeBytes) throws IOException {
    if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES != 0) {
      throw new IllegalArgumentException(
          "a disk's size is a multiple of " + SECTOR_BYTES + " bytes, not " + sizeBytes);
    }
    if (disk.isToBeCut() || sizeBytes < disk.sizeBytes()) {
      disks.checkUnused(disk);
    }
    if (sizeBytes > disk.sizeBytes()) {
      new PoolRoom(session).check(sizeBytes - disk.sizeBytes(), 0);
    }
    ThinRecord resized = disk.sized(sizeBytes);
    session.write(session.ledger().with(resized));
    if (resized.isToBeCut()) {
      cutOff(resized);
    } else {
      session.device().fit(resized);
    }
  }

  /** Completes what a crash cut off, of disks that nobody uses. */
  void complete() throws IOException {
    for (ThinRecord thin : session.ledger().thins()) {
      if (thin.state() == ThinRecord.State.READY && thin.isToBeCut() && !disks.isUsed(thin)) {
        cutOff(thin);
      }
    }
  }

  /** Blocks are discarded as a whole only; in those at the edges zeros are written. */
  private void cutOff(ThinRecord disk) throws IOException {
    int blockBytes = session.ledger().config().blockBytes();
    Path path = session.device().activate(disk.sized(disk.blocksEnd()));
    try (Descriptor opened = BlockDevice.open(path, true);
        BlockDevice device = BlockDevice.of(opened)) {
      long end = disk.blocksEnd();
      long from = Math.min(end, Math.ceilDiv(disk.sizeBytes(), blockBytes) * blockBytes);
      long to = Math.max(from, end / blockBytes * blockBytes);
      zero(device, disk.sizeBytes(), from);
      if (from < to) {
        device.discard(from, to - from);
      }
      zero(device, to, end);
      device.sync();
    }
    session.stepDone("cut off");
    ThinRecord whole = disk.cut();
    session.write(session.ledger().with(whole));
    session.device().fit(whole);
  }

  private static void zero(BlockDevice device, long from, long to) throws IOException {
    if (from < to) {
      device.zero(from, to - from);
    }
  }
}
