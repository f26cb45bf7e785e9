package io.tinyvol.pool;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools of a kernel's thin provisioning that grow, meet faults, and are repaired. */
class UmlPoolCareTest {
  @TempDir Path folder;

  @Test
  void poolsOutliveWhatTheyLieOn() throws Exception {
    new PoolGuest(folder)
        .run(
            "pool-care-in-guest",
            "fault-pools",
            GuestFaults.class,
            List.of(),
            "pools are taken care of")
        .lines()
        .filter(line -> line.contains("nothing lost"))
        .forEach(System.out::println);
  }
}
