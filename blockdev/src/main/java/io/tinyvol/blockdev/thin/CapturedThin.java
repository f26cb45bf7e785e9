package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.blockdev.disk.CapturedDisk;
import io.tinyvol.blockdev.disk.DiskSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a disk of a pool had at one time. */
final class CapturedThin implements CapturedDisk {
  private final Staging staging;
  private final List<ByteRange> changed;

  CapturedThin(Staging staging, List<ByteRange> changed) {
    this.staging = staging;
    this.changed = changed;
  }

  @Override
  public Path path() {
    return staging.path();
  }

  @Override
  public DiskSource source() {
    return staging.thin().source();
  }

  @Override
  public List<ByteRange> changed() {
    return changed;
  }

  @Override
  public void complete(DiskSource revision) throws IOException {
    staging.end(
        session -> {
          new DiskCapturing(session).complete(staging.thin(), revision);
          return revision;
        });
  }

  @Override
  public void close() throws IOException {
    staging.close();
  }
}
