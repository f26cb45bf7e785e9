package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What runs in a guest: each operation on a pool is cut off after each of its steps, by a kill and
 * by a cut of the power; so is what then brings the pool in order. All that was whole before is
 * whole, and nothing is there that nobody knows of.
 */
final class GuestPools {
  private static final String POOL = "q";
  private static final int MOST_STEPS = 12;
  private static final int LOGGED_OPERATIONS = 8;

  private final Path folder;
  private final Random random;
  private final PoolModel model;
  private final PoolScene scene;
  private final int every;
  private final int operations;
  private final int looks;
  private int cuts;

  private GuestPools(Path folder, long seed, int every, int operations, int looks) {
    this.folder = folder;
    this.random = new Random(seed);
    this.every = every;
    this.operations = operations;
    this.looks = looks;
    this.model = new PoolModel(random);
    this.scene = new PoolScene(folder, POOL, model);
  }

  /**
   * Takes a folder on a disk, a seed, of how many steps one is cut after, how many operations
   * follow each other at random, and at how many flushes of others is looked.
   */
  public static void main(String... args) throws Exception {
    long seed = Long.parseLong(args[1]);
    System.out.println("seed " + seed);
    try {
      new GuestPools(
              Path.of(args[0]),
              seed,
              Integer.parseInt(args[2]),
              Integer.parseInt(args[3]),
              Integer.parseInt(args[4]))
          .run();
    } catch (Throwable t) {
      t.printStackTrace(System.out);
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0); // threads that were cut off never end
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
    scene.pools(Steps.NONE).init(POOL, wanted, Instant.now()).close();
    scene.perform(model.make("kept"));
    scene.perform(PoolOperation.snapshot(model.state(), "kept"));
    scene.perform(PoolOperation.write(model.state(), "kept", random));
    for (Cut.Kind kind : Cut.Kind.values()) {
      everyStep(kind, this::make, this::delete);
      everyStep(kind, this::delete, this::make);
      everyStep(kind, this::copy, this::delete);
      everyStep(kind, this::snapshot, this::prune);
      everyStep(kind, this::revert, this::list);
      everyStep(kind, this::prune, this::snapshot);
      everyStep(kind, this::smaller, this::larger);
      everyStep(kind, this::list, this::list);
      scene.perform(delete());
    }
    System.out.println(cuts + " cuts of operations on a pool, and nothing lost");
    new PoolStrangers(scene).run();
    atRandom();
    new PoolWriteLog(folder, random, LOGGED_OPERATIONS, looks).run();
  }

  /** Anything after anything, now and then cut off. */
  private void atRandom() throws Exception {
    int before = cuts;
    for (int i = 0; i < operations; i++) {
      PoolOperation operation = model.any();
      if (random.nextInt(3) > 0) {
        scene.perform(operation);
      } else {
        Cut.Kind kind = random.nextBoolean() ? Cut.Kind.KILL : Cut.Kind.POWER;
        int step = 1 + random.nextInt(MOST_STEPS);
        if (cut(kind, operation.action(), step)) {
          scene.settle(operation, "operation " + i + ", " + operation + ", cut off after " + step);
        } else {
          model.done(operation);
        }
      }
    }
    scene.settle(PoolOperation.list(model.state()), "after all");
    System.out.println(
        operations + " operations, " + (cuts - before) + " cuts of them, and nothing lost");
  }

  private PoolOperation make() {
    return model.make("new");
  }

  private PoolOperation copy() {
    return PoolOperation.copy(model.state(), "kept", "new");
  }

  private PoolOperation delete() {
    return PoolOperation.delete(model.state(), "new");
  }

  private PoolOperation snapshot() {
    return PoolOperation.snapshot(model.state(), "new");
  }

  private PoolOperation prune() {
    return PoolOperation.prune(model.state(), "new", 0);
  }

  private PoolOperation revert() {
    return PoolOperation.revert(model.state(), "new", 0);
  }

  private PoolOperation smaller() {
    return PoolOperation.resize(model.state(), "new", PoolOperation.BYTES / 2);
  }

  private PoolOperation larger() {
    return PoolOperation.resize(model.state(), "new", PoolOperation.BYTES);
  }

  private PoolOperation list() {
    return PoolOperation.list(model.state());
  }

  /**
   * Cuts an operation off after one of its steps, a later one, and so on, until it has no more. In
   * the end it is done.
   *
   * @param undo what makes it possible again where it was done in spite of the cut
   */
  private void everyStep(
      Cut.Kind kind, Supplier<PoolOperation> making, Supplier<PoolOperation> undo)
      throws Exception {
    int step = 1 + random.nextInt(every);
    while (true) {
      PoolOperation operation = making.get();
      if (!cut(kind, operation.action(), step)) {
        model.done(operation);
        scene.settle(list(), operation + ", in the end");
        return;
      }
      cut(kind, ThinPool::state, 1 + random.nextInt(4)); // bringing it in order, too
      DisksState before = model.state();
      scene.settle(operation, operation + ", cut off after step " + step + " by " + kind);
      if (!model.state().equals(before)) {
        scene.perform(undo.get());
      }
      step += every;
    }
  }

  /** Whether the operation had that step. */
  private boolean cut(Cut.Kind kind, PoolOperation.Action action, int step) throws Exception {
    Cut cut = new Cut(folder, POOL, kind, step);
    boolean isCut = cut.run(scene.pools(cut), action);
    cuts += isCut ? 1 : 0;
    return isCut;
  }
}
