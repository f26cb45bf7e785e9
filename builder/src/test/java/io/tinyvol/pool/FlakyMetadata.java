package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** The device of a pool's metadata fails at each step of what is done with the pool. */
final class FlakyMetadata {
  private static final long MIB = 1 << 20;
  private static final String HINT = "pool check flaky --clear-needs-check";

  private final PoolScene scene;
  private final FaultyDevice metadata;
  private final FaultyDevice data;

  FlakyMetadata(Path folder, Random random) throws Exception {
    scene = new PoolScene(folder, "flaky", new PoolModel(random));
    metadata = FaultyDevice.make("flaky-metadata", folder.resolve("flaky-metadata"), 4 * MIB);
    data = FaultyDevice.make("flaky-data", folder.resolve("flaky-data"), 64 * MIB);
    PoolInit wanted =
        new PoolInit(
            new PoolInit.Where(
                Optional.empty(), Optional.of(data.path()), Optional.of(metadata.path()), false),
            OptionalLong.of(32 * MIB),
            OptionalLong.empty(),
            64 << 10,
            PoolConfig.WhenFull.ERROR,
            1000);
    scene.pools(Steps.NONE).init("flaky", wanted, Instant.now()).close();
  }

  void run() throws Exception {
    scene.perform(scene.model().make("kept"));
    int failures = everyStep(this::make, this::delete);
    failures += everyStep(this::delete, this::make);
    PoolScene.expect(failures >= 6, "only " + failures + " failures were seen");
    aGrowthThatDidNotHappenIsTold();
    System.out.println(failures + " failures of operations on a pool, and nothing lost");
  }

  private PoolOperation make() {
    return scene.model().make("new");
  }

  private PoolOperation delete() {
    return PoolOperation.delete(scene.model().state(), "new");
  }

  /** Fails the device after one step, a later one, and so on, until the operation is done. */
  private int everyStep(Supplier<PoolOperation> making, Supplier<PoolOperation> undo)
      throws Exception {
    int step = 0;
    int failures = 0;
    while (true) {
      Failing failing = new Failing(++step);
      DisksState before = scene.model().state();
      PoolOperation operation = making.get();
      boolean isDone = isDone(failing, operation);
      failures += isDone ? 0 : 1;
      if (!isDone) {
        isTold();
      }
      metadata.heal();
      scene.with(opened -> opened.care().check(true));
      scene.settle(operation, operation + " after a failure at step " + step);
      if (failing.left > 0) {
        return failures;
      }
      if (!scene.model().state().equals(before)) {
        scene.perform(undo.get());
      }
    }
  }

  private boolean isDone(Steps steps, PoolOperation operation) {
    try {
      scene.with(
          steps,
          opened -> {
            operation.action().run(opened);
            return opened;
          });
      return true;
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      boolean isOfWriter = problem.equals("Input/output error"); // of a volume's content
      PoolScene.expect(isOfWriter || problem.contains(HINT), problem);
      return false;
    }
  }

  /** What takes no changes says so, and how it is otherwise. */
  private void isTold() throws IOException {
    String notes =
        scene.with(
            opened -> {
              io.tinyvol.blockdev.thin.PoolState state = opened.state();
              PoolScene.expect(state.status().needsCheck(), state.toString());
              return opened.notes().toString();
            });
    PoolScene.expect(notes, HINT);
  }

  /** A pool that needs a check when the kernel is told to let it grow answers that it did. */
  private void aGrowthThatDidNotHappenIsTold() throws Exception {
    Steps breaking =
        step -> {
          if (step.equals("ledger")) {
            quietly(metadata::failWrites);
            quietly(() -> Guest.run("dmsetup", "message", scene.device(), "0", "create_thin 77"));
            quietly(() -> Guest.run("dmsetup", "status", scene.device()));
          }
        };
    String problem =
        scene.refused(
            breaking,
            opened -> {
              opened.care().grow(OptionalLong.empty(), OptionalLong.empty());
              return opened;
            });
    PoolScene.expect(problem, "did not grow: it has " + 32 * MIB);
    problem =
        scene.refused(
            opened -> {
              opened.care().grow(OptionalLong.empty(), OptionalLong.empty());
              return opened;
            });
    PoolScene.expect(problem, "does not grow");
    metadata.heal();
    scene.with(opened -> opened.care().check(true));
    long total = scene.with(opened -> opened.state().status().dataTotalBytes());
    PoolScene.expect(total == 64 * MIB, "grew to " + total);
    scene.check("after a growth that did not happen");
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static void quietly(Deed deed) {
    try {
      deed.run();
    } catch (Exception | AssertionError e) {
      System.out.println("as it was to be: " + e.getMessage());
    }
  }

  /** Fails the device when so many steps are done. */
  private final class Failing implements Steps {
    private int left;

    private Failing(int step) {
      left = step;
    }

    @Override
    public void done(String step) {
      if (--left == 0) {
        quietly(metadata::failWrites);
      }
    }
  }
}
