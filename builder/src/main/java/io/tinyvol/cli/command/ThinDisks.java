package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.Disks;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The volumes of a pool as disks. */
final class ThinDisks implements Disks {
  private final ThinPool pool;

  ThinDisks(ThinPool pool) {
    this.pool = pool;
  }

  @Override
  public List<Disk> list() throws IOException {
    return pool.volumes().stream().map(ThinDisks::disk).toList();
  }

  private static Disk disk(ThinPool.Volume volume) {
    ThinRecord thin = volume.thin();
    return new Disk(
        thin.name(),
        thin.sizeBytes(),
        OptionalLong.of(volume.mappedBytes()),
        OptionalLong.of(volume.exclusiveBytes()),
        Optional.of(new DiskSource(thin.volume(), thin.root(), thin.revision())),
        thin.created(),
        volume.device().isPresent());
  }

  @Override
  public Path activate(String name) throws IOException {
    return pool.activate(name);
  }

  @Override
  public void delete(String name) throws IOException {
    pool.delete(name);
  }

  @Override
  public List<String> notes() {
    return pool.notes();
  }

  @Override
  public void close() {
    pool.close();
  }
}
