package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.blockdev.disk.CapturedDisk;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a disk of a pool had at one time. */
final class CapturedThin implements CapturedDisk {
  private final ThinPool pool;
  private final ThinRecord thin;
  private final Path path;
  private final List<ByteRange> changed;
  private final PoolFolder.Lock lock;
  private boolean isComplete;

  CapturedThin(
      ThinPool pool, ThinRecord thin, Path path, List<ByteRange> changed, PoolFolder.Lock lock) {
    this.pool = pool;
    this.thin = thin;
    this.path = path;
    this.changed = changed;
    this.lock = lock;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public DiskSource source() {
    return thin.source();
  }

  @Override
  public List<ByteRange> changed() {
    return changed;
  }

  @Override
  public void complete(DiskSource revision) throws IOException {
    pool.complete(thin, revision, lock);
    isComplete = true;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (!isComplete) {
      pool.reap();
    }
  }
}
