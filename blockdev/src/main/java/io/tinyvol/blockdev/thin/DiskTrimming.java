package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.blockdev.disk.TrimsDisks;
import io.tinyvol.blockdev.target.DeviceTarget;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.BlockDevice;
import io.tinyvol.posix.Descriptor;
import java.io.IOException;
import java.nio.file.Path;

/** Discards what disks do not use, for who has the pool's lock. */
final class DiskTrimming {
  private final PoolSession session;

  DiskTrimming(PoolSession session) {
    this.session = session;
  }

  /** Discards it in a disk that nobody else can open meanwhile; gives what the pool got back. */
  long trim(ThinRecord disk, TrimsDisks.Unused unused) throws IOException {
    new PoolDisks(session).checkUnused(disk);
    Path path = session.device().activate(disk);
    long before = session.device().status().dataUsedBytes();
    try (Descriptor opened = BlockDevice.open(path, true);
        DeviceTarget device = DeviceTarget.ofThin(opened)) {
      for (ByteRange range : unused.of(path, session.ledger().config().blockBytes())) {
        device.zero(range.start(), range.lengthBytes());
      }
      device.sync();
    }
    // The kernel commits before it tells this.
    return Math.max(0, before - session.device().status().dataUsedBytes());
  }
}
