package io.tinyvol.service.local;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.blockdev.target.Checkpoints;
import io.tinyvol.blockdev.target.DeviceTarget;
import io.tinyvol.blockdev.target.DifferingBlocks;
import io.tinyvol.blockdev.target.FileTarget;
import io.tinyvol.blockdev.target.Materializer;
import io.tinyvol.blockdev.target.Target;
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
      if (target.content().isPresent()) {
        checkContent(volume, view, target.content().get());
      }
      VolumeExport export = new VolumeExport(store.content(), progress);
      long sizeBytes = view.sizeBytes();
      return switch (target.form()) {
        case STREAM ->
            WrittenVolume.of(sizeBytes, export.toStream(view, target.descriptor().channel()));
        case SPARSE -> WrittenVolume.of(sizeBytes, export.toFile(view, target.descriptor(), false));
        case DURABLE -> toFile(view, target, export, progress);
        case DEVICE, FRESH, THIN -> toDevice(volume, view, target, progress);
      };
    }
  }

  private WrittenVolume toFile(
      VolumeView view, VolumeTarget target, VolumeExport export, Progress progress)
      throws IOException {
    Materializer materializer = new Materializer(store.content(), progress);
    long writtenBytes =
        hasBasis(target)
            ? update(view, target, materializer)
            : export.toFile(view, target.descriptor(), true);
    if (target.verify()) {
      materializer.verify(view, target.descriptor(), "the file");
    }
    return new WrittenVolume(view.sizeBytes(), writtenBytes, 0, 0, target.verify());
  }

  private static boolean hasBasis(VolumeTarget target) {
    return target.content().flatMap(VolumeTarget.Content::basis).isPresent();
  }

  private long update(VolumeView view, VolumeTarget target, Materializer materializer)
      throws IOException {
    try (FileTarget file = FileTarget.of(target.descriptor(), "the file")) {
      return materializer.update(view, file, differing(target, file)).writtenBytes();
    }
  }

  private WrittenVolume toDevice(
      String volume, VolumeView view, VolumeTarget target, Progress progress) throws IOException {
    try (DeviceTarget device = open(target)) {
      Materializer materializer = new Materializer(store.content(), progress);
      Materializer.Result result =
          switch (target.form()) {
            case THIN -> materializer.update(view, device, differing(target, device));
            case DEVICE -> materializer.write(view, device, checkpoints(volume, view, device));
            default -> materializer.write(view, device, Checkpoints.NONE);
          };
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

  private static DeviceTarget open(VolumeTarget target) throws IOException {
    return switch (target.form()) {
      case FRESH -> DeviceTarget.ofFresh(target.descriptor());
      case THIN -> DeviceTarget.ofThin(target.descriptor());
      default -> DeviceTarget.of(target.descriptor());
    };
  }

  private DifferingBlocks differing(VolumeTarget target, Target held) throws IOException {
    VolumeTarget.Content content = target.content().orElseThrow();
    return DifferingBlocks.find(
        store.content(), content.basis().orElseThrow(), content.root(), held.blockBytes());
  }

  private static void checkContent(String volume, VolumeView view, VolumeTarget.Content content)
      throws IOException {
    if (view.isChanged() || !view.root().equals(content.root())) {
      throw new IOException("volume " + volume + ": was changed meanwhile; try again");
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
