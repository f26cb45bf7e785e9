package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A volume of a pool that is being written. Closed before it is published, it goes. */
public final class StagedThin implements Closeable {
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

  /** Its device, which reads as zeros where nothing was written. */
  public Path path() {
    return path;
  }

  /**
   * It is whole, and what was written is durable. Its device must be closed.
   *
   * @return the path of its device from now on
   */
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
