package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.blockdev.reflink.ReflinkOptions;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes a volume to a disk that is a file, which appears when it is whole. */
final class ReflinkExport {
  private final VolumeService service;
  private final String volume;
  private final DiskPlace place;

  ReflinkExport(VolumeService service, String volume, DiskPlace place) {
    this.service = service;
    this.volume = volume;
    this.place = place;
  }

  /**
   * Writes it; durable on return, and a guest can use it.
   *
   * @param verify whether it is read back and compared
   * @param notes takes what was found in the folder
   */
  WrittenVolume write(
      ReflinkOptions options, boolean verify, Progress progress, Consumer<String> notes)
      throws IOException {
    VolumeInfo info = service.info(volume);
    try (ReflinkFolder folder = ReflinkFolder.open(place.in().where(), options);
        StagedDisk staged = folder.stage(wanted(info))) {
      WrittenVolume written;
      try (Descriptor file = Descriptor.openReadWrite(staged.path())) {
        VolumeTarget target = new VolumeTarget(file, VolumeTarget.Form.DURABLE, verify);
        written = service.write(volume, target, progress);
      }
      staged.publish();
      folder.notes().forEach(notes);
      return written;
    }
  }

  private NewDisk wanted(VolumeInfo info) {
    DiskSource source =
        new DiskSource(
            info.volume().uuid(), info.volume().root(), info.volume().revision(), !isDirty(info));
    return new NewDisk(
        place.name(), info.volume().virtualBytes(), source, Optional.empty(), info.dataBytes());
  }

  /** Whether there is more to the volume than its manifest. */
  private static boolean isDirty(VolumeInfo info) {
    return info.deltaBytes() > 0 || !info.revisions().getLast().layers().isEmpty();
  }
}
