package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A pool in a guest, and a model of what is in it.
 *
 * @param folder what all lies in
 * @param pool the pool's name
 * @param model what its volumes hold
 */
record PoolScene(Path folder, String pool, PoolModel model) {
  /** Something that is done with a pool, and its result. */
  interface Use<T> {
    T run(ThinPool pool) throws IOException;
  }

  /** The pools, of whose operations {@code steps} is told. */
  ThinPools pools(Steps steps) {
    return new ThinPools(folder.resolve("pools"), Duration.ofSeconds(5), steps);
  }

  /** What the device mapper calls the pool. */
  String device() {
    return "tinyvol-" + pool;
  }

  <T> T with(Use<T> use) throws IOException {
    return with(Steps.NONE, use);
  }

  <T> T with(Steps steps, Use<T> use) throws IOException {
    try (ThinPool opened = pools(steps).open(pool)) {
      return use.run(opened);
    }
  }

  /** Has something fail, and gives the message. */
  String refused(Use<?> use) {
    return refused(Steps.NONE, use);
  }

  String refused(Steps steps, Use<?> use) {
    try {
      with(steps, use);
    } catch (IOException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("was not refused");
  }

  static void expect(boolean isSo, String what) {
    if (!isSo) {
      throw new AssertionError(what);
    }
  }

  static void expect(String said, String part) {
    expect(said.contains(part), "says '" + said + "', and not '" + part + "'");
  }

  /** Holds the pool against the model. */
  void check(String when) throws IOException {
    with(
        opened -> {
          model.check(opened, when);
          return when;
        });
  }

  /** Does something to its end. */
  void perform(PoolOperation operation) throws IOException {
    with(
        opened -> {
          model.apply(opened, operation);
          return opened;
        });
  }

  /** Holds the pool against the model, when something was begun that is done or not. */
  void settle(PoolOperation operation, String when) throws IOException {
    with(
        opened -> {
          model.settle(opened, operation.after(), when);
          return opened;
        });
  }
}
