package io.tinyvol.cli.command;

import io.tinyvol.blockdev.AsideFile;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a volume to a file, which appears when it is whole. */
final class FileExport {
  private final VolumeService service;
  private final String volume;
  private final Path path;

  FileExport(VolumeService service, String volume, Path path) {
    this.service = service;
    this.volume = volume;
    this.path = path;
  }

  /**
   * Writes it, sparse.
   *
   * @param replace whether a file that is there may be replaced
   * @param durable whether it is durable on return
   * @param verify whether it is read back and compared, which takes one that is durable
   */
  WrittenVolume write(boolean replace, boolean durable, boolean verify, Progress progress)
      throws IOException {
    VolumeTarget.Form form = durable ? VolumeTarget.Form.DURABLE : VolumeTarget.Form.SPARSE;
    try (AsideFile aside = AsideFile.create(path, replace);
        Descriptor file = Descriptor.openReadWrite(aside.path())) {
      WrittenVolume written = service.write(volume, VolumeTarget.of(file, form, verify), progress);
      aside.publish(durable);
      return written;
    }
  }
}
