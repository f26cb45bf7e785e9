package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.StagedDisk;
import java.io.IOException;
import java.nio.file.Path;

/** A disk of a pool that is being written. */
public final class StagedThin implements StagedDisk {
  private final Staging staging;

  StagedThin(Staging staging) {
    this.staging = staging;
  }

  @Override
  public Path path() {
    return staging.path();
  }

  @Override
  public Path publish() throws IOException {
    return staging.end(session -> new DiskMaking(session).publish(staging.thin()));
  }

  @Override
  public void close() throws IOException {
    staging.close();
  }
}
