package io.tinyvol.pool;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools of a kernel's thin provisioning, by the command and cut off after each step. */
class UmlPoolTest {
  /** After one of so many steps operations are cut off; 1 is each. */
  private static final String EVERY = System.getProperty("io.tinyvol.cutEvery", "9");

  /** How many operations follow each other at random, a third of them cut off. */
  private static final String OPERATIONS = System.getProperty("io.tinyvol.operations", "30");

  /** At how many flushes of a logged disk is looked; 10000 is all. */
  private static final String LOOKS = System.getProperty("io.tinyvol.looks", "2");

  @TempDir Path folder;

  @Test
  void poolsKeepWhatIsInThem() throws Exception {
    PoolGuest guest = new PoolGuest(folder);
    guest
        .run(
            "pools-in-guest",
            "cut-pools",
            GuestPools.class,
            List.of(EVERY, OPERATIONS, LOOKS),
            "pools are as they should be")
        .lines()
        .filter(line -> line.contains("nothing lost"))
        .forEach(System.out::println);
    guest.start("boot-from-pool", "a program ran in a disk of a pool");
  }
}
