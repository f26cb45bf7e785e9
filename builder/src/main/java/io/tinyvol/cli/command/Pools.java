package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.Steps;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cli.GlobalOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** The pools of a store, for commands. They are this process's to change, also beside a daemon. */
final class Pools {
  /** After so many steps of changes of pools the process halts, for tests of what is left then. */
  private static final int HALT_AFTER = Integer.getInteger("io.tinyvol.haltAfterSteps", 0);

  private static final int KILLED = 137;

  private Pools() {}

  static ThinPools in(GlobalOptions options) {
    return new ThinPools(
        new StoreFolder(options.storePath()).pools(),
        options.patience(),
        HALT_AFTER > 0 ? halting() : Steps.NONE);
  }

  private static Steps halting() {
    AtomicInteger count = new AtomicInteger();
    return step -> {
      if (count.incrementAndGet() == HALT_AFTER) {
        System.err.println("halted after " + step);
        Runtime.getRuntime().halt(KILLED);
      }
    };
  }
}
