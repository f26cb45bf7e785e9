package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Cuts an operation on a pool off after one of its steps. Its thread stops there for ever, so that
 * nothing of what it would do at its end is done; its locks are taken from it, as the kernel would
 * take them from a process that was killed. Where the power is cut, the pool has of its files only
 * what they held then, and the kernel knows nothing of it.
 */
final class Cut implements Steps {
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final String pool;
  private final Kind kind;
  private final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
  private int left;

  /** What is cut off. */
  enum Kind {
    /** The process. */
    KILL,
    /** The machine. */
    POWER
  }

  Cut(Path folder, String pool, Kind kind, int step) {
    this.folder = folder;
    this.pool = pool;
    this.kind = kind;
    this.left = step;
  }

  @Override
  public void done(String step) {
    if (--left == 0) {
      ends.add(step);
      while (true) {
        LockSupport.park();
      }
    }
  }

  /** Runs an operation, and gives whether it was cut off: else it had fewer steps. */
  boolean run(ThinPools pools, PoolOperation.Action action) throws Exception {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (ThinPool opened = pools.open(pool)) {
                action.run(opened);
                ends.add(this);
              } catch (Throwable t) {
                ends.add(t);
              }
            });
    Object end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (end == null || end instanceof Throwable) {
      throw new AssertionError("operation failed", (Throwable) end);
    }
    boolean isCut = end instanceof String;
    if (isCut) {
      if (kind == Kind.POWER) {
        cutPower();
      }
      releaseLocks();
    }
    return isCut;
  }

  private void releaseLocks() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("pools").resolve(pool))) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals("ledger")) {
          Files.delete(file);
        }
      }
    }
  }

  private void cutPower() throws Exception {
    Path files = folder.resolve("files");
    List<Path> places = List.of(files.resolve(pool + ".data"), files.resolve(pool + ".metadata"));
    for (Path place : places) {
      Guest.run("cp", "--sparse=always", place.toString(), place + ".then");
    }
    Guest.forget("tinyvol-" + pool);
    for (Path place : places) {
      Guest.run("mv", place + ".then", place.toString());
    }
  }
}
