package io.tinyvol.cli.command;

import io.tinyvol.blockdev.target.TargetDevices;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a volume to a block device, which is this process's alone meanwhile. */
final class DeviceExport {
  private final VolumeService service;
  private final String volume;
  private final Path path;

  DeviceExport(VolumeService service, String volume, Path path) {
    this.service = service;
    this.volume = volume;
    this.path = path;
  }

  /**
   * Writes it; durable on return.
   *
   * @param force whether a device that is in use may be overwritten
   * @param verify whether it is read back and compared
   */
  WrittenVolume write(boolean force, boolean verify, Progress progress) throws IOException {
    try (Descriptor device = TargetDevices.open(path, force)) {
      VolumeTarget target = VolumeTarget.of(device, VolumeTarget.Form.DEVICE, verify);
      return service.write(volume, target, progress);
    }
  }
}
