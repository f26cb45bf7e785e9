package io.tinyvol.service.local;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.blockdev.target.Checkpoints;
import io.tinyvol.blockdev.target.DeviceTarget;
import io.tinyvol.blockdev.target.Materializer;
import io.tinyvol.blockdev.target.TargetRecords;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;

/** Writes volumes to what is open: streams, files, devices. */
final class Writes {
  private final VolumeStore store;

  Writes(VolumeStore store) {
    this.store = store;
  }

  WrittenVolume write(String volume, VolumeTarget target, Progress progress) throws IOException {
    try (VolumeView view = store.devices().view(volume)) {
      VolumeExport export = new VolumeExport(store.content(), progress);
      long sizeBytes = view.sizeBytes();
      return switch (target.form()) {
        case STREAM ->
            WrittenVolume.of(sizeBytes, export.toStream(view, target.descriptor().channel()));
        case SPARSE -> WrittenVolume.of(sizeBytes, export.toFile(view, target.descriptor(), false));
        case DURABLE -> toFile(view, target, export, progress);
        case DEVICE -> toDevice(volume, view, target, progress);
      };
    }
  }

  private WrittenVolume toFile(
      VolumeView view, VolumeTarget target, VolumeExport export, Progress progress)
      throws IOException {
    long writtenBytes = export.toFile(view, target.descriptor(), true);
    if (target.verify()) {
      new Materializer(store.content(), progress).verify(view, target.descriptor(), "the file");
    }
    return new WrittenVolume(view.sizeBytes(), writtenBytes, 0, 0, target.verify());
  }

  private WrittenVolume toDevice(
      String volume, VolumeView view, VolumeTarget target, Progress progress) throws IOException {
    try (DeviceTarget device = DeviceTarget.of(target.descriptor())) {
      Materializer materializer = new Materializer(store.content(), progress);
      Materializer.Result result =
          materializer.write(view, device, checkpoints(volume, view, device));
      if (target.verify()) {
        materializer.verify(view, device);
      }
      return new WrittenVolume(
          view.sizeBytes(),
          result.writtenBytes(),
          result.zeroedBytes(),
          result.keptBytes(),
          target.verify());
    }
  }

  /** What was written to a volume since has no name yet by which it could be known again. */
  private Checkpoints checkpoints(String volume, VolumeView view, DeviceTarget device)
      throws IOException {
    return view.isChanged()
        ? Checkpoints.NONE
        : new TargetRecords(store.folder().targets())
            .of(store.catalog().get(volume).uuid(), view.root(), device);
  }
}
