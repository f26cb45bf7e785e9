package io.tinyvol.pool;

import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.Steps;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What runs in a guest: each operation on a pool is cut off after each of its steps, by a kill and
 * by a cut of the power; so is what then brings the pool in order. All that was whole before is
 * whole, and nothing is there that nobody knows of.
 */
final class GuestPools {
  private static final String POOL = "q";

  private final Path folder;
  private final Random random;
  private final PoolModel model;
  private final int every;
  private int cuts;

  private GuestPools(Path folder, long seed, int every) {
    this.folder = folder;
    this.random = new Random(seed);
    this.every = every;
    this.model = new PoolModel(random);
  }

  /** Takes a folder on a disk, a seed, and of how many steps one is cut after. */
  public static void main(String... args) throws Exception {
    long seed = Long.parseLong(args[1]);
    System.out.println("seed " + seed);
    try {
      new GuestPools(Path.of(args[0]), seed, Integer.parseInt(args[2])).run();
    } catch (Throwable t) {
      t.printStackTrace(System.out);
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0); // threads that were cut off never end
  }

  private ThinPools pools(Steps steps) {
    return new ThinPools(folder.resolve("pools"), Duration.ofSeconds(5), steps);
  }

  private void run() throws Exception {
    PoolInit wanted =
        new PoolInit(
            PoolInit.Where.in(folder.resolve("files")),
            OptionalLong.of(64L << 20),
            OptionalLong.empty(),
            64 << 10,
            PoolConfig.WhenFull.ERROR,
            1000);
    pools(Steps.NONE).init(POOL, wanted, Instant.now()).close();
    try (ThinPool pool = pools(Steps.NONE).open(POOL)) {
      model.make(pool, "kept");
    }
    for (Cut.Kind kind : List.of(Cut.Kind.KILL, Cut.Kind.POWER)) {
      everyStep(kind, pool -> model.make(pool, "new"));
      everyStep(kind, pool -> model.delete(pool, "new"));
      everyStep(kind, ThinPool::volumes);
    }
    new PoolStrangers(new PoolScene(folder, POOL, model)).run();
    System.out.println(cuts + " cuts of operations on a pool, and nothing lost");
  }

  /** Cuts an operation off after one of its steps, a later one, and so on, until it is done. */
  private void everyStep(Cut.Kind kind, PoolModel.Operation operation) throws Exception {
    int step = 1 + random.nextInt(every);
    while (cut(kind, operation, step)) {
      cut(kind, ThinPool::state, 1 + random.nextInt(4)); // bringing it in order, too
      check("after step " + step + " and a cut of " + kind);
      step += every;
    }
    check("in the end");
  }

  /** Whether the operation had that step. */
  private boolean cut(Cut.Kind kind, PoolModel.Operation operation, int step) throws Exception {
    Cut cut = new Cut(folder, POOL, kind, step);
    boolean isCut = cut.run(pools(cut), operation);
    cuts += isCut ? 1 : 0;
    return isCut;
  }

  private void check(String when) throws Exception {
    try (ThinPool pool = pools(Steps.NONE).open(POOL)) {
      model.check(pool, when);
    }
  }
}
