package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.nio.file.Path;

/** A disk of a pool that is being written. */
public final class StagedThin implements StagedDisk {
  private final ThinPool pool;
  private final ThinRecord thin;
  private final Path path;
  private final PoolFolder.Lock lock;
  private boolean isPublished;

  StagedThin(ThinPool pool, ThinRecord thin, Path path, PoolFolder.Lock lock) {
    this.pool = pool;
    this.thin = thin;
    this.path = path;
    this.lock = lock;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Path publish() throws IOException {
    Path named = pool.publish(thin, lock);
    isPublished = true;
    return named;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (!isPublished) {
      pool.reap();
    }
  }
}
