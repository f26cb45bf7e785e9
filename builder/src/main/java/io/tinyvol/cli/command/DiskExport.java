package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.MakesDisks;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.target.TargetDevices;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WritePlan;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Makes a disk of a volume, which appears when it is whole; from one that has most of it already.
 */
final class DiskExport {
  private final VolumeService service;
  private final String volume;

  DiskExport(VolumeService service, String volume) {
    this.service = service;
    this.volume = volume;
  }

  /**
   * Makes it; durable, and usable by a guest, on return.
   *
   * @param name the disk's
   * @param verify whether it is read back and compared
   */
  WrittenVolume write(MakesDisks disks, String name, boolean verify, Progress progress)
      throws IOException {
    WritePlan plan = service.plan(volume, disks.images(), disks.blockBytes());
    NewDisk wanted =
        new NewDisk(name, plan.virtualBytes(), plan.source(), plan.basis(), plan.writtenBytes());
    try (StagedDisk staged = disks.stage(wanted)) {
      WrittenVolume written;
      try (Descriptor opened = open(staged)) {
        written = service.write(volume, target(opened, plan, verify), progress);
      }
      staged.publish();
      return written;
    }
  }

  private static Descriptor open(StagedDisk staged) throws IOException {
    return Files.isRegularFile(staged.path())
        ? Descriptor.openReadWrite(staged.path())
        : TargetDevices.open(staged.path(), false);
  }

  private static VolumeTarget target(Descriptor opened, WritePlan plan, boolean verify)
      throws IOException {
    VolumeTarget.Form form = VolumeTarget.Form.DURABLE;
    if (opened.status().type() == FileStatus.Type.BLOCK_DEVICE) {
      form = plan.basis().isPresent() ? VolumeTarget.Form.THIN : VolumeTarget.Form.FRESH;
    }
    VolumeTarget.Content content = new VolumeTarget.Content(plan.source().root(), plan.basis());
    return new VolumeTarget(
        opened, form, verify, plan.source().isExact() ? Optional.of(content) : Optional.empty());
  }
}
