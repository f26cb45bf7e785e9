package io.tinyvol.blockdev.target;

import io.tinyvol.blockdev.target.format.TargetRecord;
import io.tinyvol.blockdev.target.format.TargetRecordFormat;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * A store's folder of records, each of a device that a volume is being written to, or was when the
 * run was killed. A record that is damaged counts as none.
 */
public final class TargetRecords {
  private final Path folder;

  /** Keeps them in a folder that need not be there, but the one it lies in. */
  public TargetRecords(Path folder) {
    this.folder = folder;
  }

  /**
   * The checkpoints of a content on a device. What is remembered of others on it is forgotten.
   *
   * @param volume the volume's UUID
   * @param root the root of its manifest, over which there are no delta layers
   */
  public Checkpoints of(UUID volume, Digest root, DeviceTarget device) throws IOException {
    TargetRecord start =
        new TargetRecord(
            volume, root, device.number().major(), device.number().minor(), device.sizeBytes(), 0);
    Path file = folder.resolve(device.number().major() + "-" + device.number().minor());
    Optional<TargetRecord> found = read(file).filter(start::isOfSame);
    if (found.isEmpty()) {
      Files.deleteIfExists(file);
    }
    return new Kept(file, found.orElse(start));
  }

  private static Optional<TargetRecord> read(Path file) throws IOException {
    try {
      return Optional.of(TargetRecordFormat.decode(Files.readAllBytes(file), file.toString()));
    } catch (NoSuchFileException | CorruptDataException | UnsupportedFormatException e) {
      return Optional.empty();
    }
  }

  private final class Kept implements Checkpoints {
    private final Path file;
    private TargetRecord latest;

    Kept(Path file, TargetRecord latest) {
      this.file = file;
      this.latest = latest;
    }

    @Override
    public long reachedBytes() {
      return latest.syncedBytes();
    }

    @Override
    public void reached(long offsetBytes) throws IOException {
      latest = latest.withSynced(offsetBytes);
      OwnerOnly.makeFolder(folder);
      DurableFiles.write(file, TargetRecordFormat.encode(latest));
    }

    @Override
    public void finished() throws IOException {
      Files.deleteIfExists(file);
    }
  }
}
