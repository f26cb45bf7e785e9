package io.tinyvol.reflink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.testing.ScratchDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done ends after each of its steps: the folder is as before, or as it was to be. */
class ReflinkCrashTest {
  @TempDir private static Path shared;
  private static ScratchDisk btrfs;
  private static ScratchDisk xfs;
  private static int folders;

  @BeforeAll
  static void mount() throws Exception {
    btrfs = ScratchDisk.btrfs(shared.resolve("btrfs"));
    xfs = ScratchDisk.xfs(shared.resolve("xfs"));
  }

  @AfterAll
  static void unmount() throws IOException {
    btrfs.close();
    xfs.close();
  }

  private static TestFolder prepare(ScratchDisk scratch) throws IOException {
    return Operation.prepare(scratch.path().resolve("f" + folders++));
  }

  @ParameterizedTest
  @MethodSource("io.tinyvol.reflink.Operation#all")
  void endsAnywhere(Operation done) throws IOException {
    for (ScratchDisk scratch : List.of(btrfs, xfs)) {
      TestFolder whole = prepare(scratch);
      String before = whole.state();
      try (ReflinkFolder disks =
          ReflinkFolder.open(whole.path(), TestFolder.options(true, false))) {
        done.work().on(disks);
      }
      String after = whole.state();
      int steps = 0;
      while (endsAfter(done, prepare(scratch), steps + 1, before, after)) {
        steps++;
      }
      assertTrue(steps > 0, "no step was seen");
    }
  }

  /** Whether the operation had so many steps. */
  private static boolean endsAfter(
      Operation done, TestFolder folder, int last, String before, String after) throws IOException {
    int[] count = {0};
    boolean isKilled = false;
    String[] latest = {""};
    try (ReflinkFolder disks =
        ReflinkFolder.open(
            folder.path(),
            TestFolder.options(
                what -> {
                  latest[0] = what;
                  if (++count[0] == last) {
                    throw new Killed();
                  }
                }))) {
      done.work().on(disks);
    } catch (Killed e) {
      isKilled = true;
    }
    String found = folder.state();
    String when = done + " ended after step " + last + ", " + latest[0];
    assertTrue(found.equals(before) || found.equals(after), () -> when + ":\n" + found);
    assertEquals(found, folder.state(), "a second look changes nothing");
    try (ReflinkFolder disks = folder.open()) {
      assertEquals(List.of(), disks.notes());
    }
    if (!isKilled) {
      assertEquals(after, found, when);
    }
    return isKilled;
  }
}
