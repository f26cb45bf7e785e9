package io.tinyvol.cli.command;

import io.tinyvol.blockdev.target.TargetDevices;
import io.tinyvol.blockdev.thin.StagedThin;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes a volume to a new one of a pool, which appears when it is whole. */
final class ThinExport {
  private final VolumeService service;
  private final String volume;
  private final ThinPlace place;

  ThinExport(VolumeService service, String volume, ThinPlace place) {
    this.service = service;
    this.volume = volume;
    this.place = place;
  }

  /**
   * Writes it; durable, and its device active, on return.
   *
   * @param verify whether it is read back and compared
   * @param notes takes what was found in the pool
   */
  WrittenVolume write(ThinPools pools, boolean verify, Progress progress, Consumer<String> notes)
      throws IOException {
    VolumeInfo info = service.info(volume);
    ThinRecord wanted =
        new ThinRecord(
            0,
            0,
            info.volume().virtualBytes(),
            ThinRecord.State.STAGING,
            place.name(),
            info.volume().uuid(),
            info.volume().root(),
            info.volume().revision(),
            Instant.now());
    try (ThinPool pool = pools.open(place.pool());
        StagedThin staged = pool.stage(wanted, info.dataBytes())) {
      WrittenVolume written;
      try (Descriptor device = TargetDevices.open(staged.path(), false)) {
        written =
            service.write(
                volume, new VolumeTarget(device, VolumeTarget.Form.FRESH, verify), progress);
      }
      staged.publish();
      PoolWarnings.of(pool.state()).forEach(notes);
      pool.notes().forEach(notes);
      return written;
    }
  }
}
