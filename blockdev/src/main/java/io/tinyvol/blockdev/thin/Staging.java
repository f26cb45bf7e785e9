package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A volume of a pool that is not yet what it is to be. Nobody else knows it; it goes when this is
 * closed before it has become that, or when the process ends. For one thread.
 */
final class Staging implements Closeable {
  private final ThinPool pool;
  private final ThinRecord thin;
  private final Path path;
  private final PoolFolder.Lock lock;
  private boolean isOver;

  Staging(ThinPool pool, ThinRecord thin, Path path, PoolFolder.Lock lock) {
    this.pool = pool;
    this.thin = thin;
    this.path = path;
    this.lock = lock;
  }

  ThinRecord thin() {
    return thin;
  }

  /** Its device. */
  Path path() {
    return path;
  }

  /** Has it become what it is to be. */
  <T> T end(PoolAccess.Action<T> action) throws IOException {
    T result = pool.endStaging(thin, lock, action);
    isOver = true;
    return result;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (!isOver) {
      pool.reap();
    }
  }
}
