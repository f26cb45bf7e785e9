package io.tinyvol.reflink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.testing.ScratchDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
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

  /** Ends what is under way, and nothing is tidied up but locks, as the kernel does. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  interface Operation {
    void on(ReflinkFolder disks) throws IOException;
  }

  record Case(String name, Operation operation) {
    @Override
    public String toString() {
      return name;
    }
  }

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

  static Stream<Case> cases() {
    return Stream.of(
        new Case("make", disks -> makeUntidily(disks, "new", 5)),
        new Case("replace", disks -> makeUntidily(disks, "a", 5)),
        new Case("replace file", disks -> makeUntidily(disks, "file", 5)),
        new Case("activate", disks -> disks.activate("lost")),
        new Case("commit", disks -> disks.commit("a")),
        new Case("discard", disks -> disks.discard("a")),
        new Case("snapshot", disks -> disks.snapshot("a")),
        new Case("revert", disks -> disks.revert("a", 1)),
        new Case("prune", disks -> disks.prune("a", 0)),
        new Case("grow", disks -> disks.resize("a", 3L * TestFolder.SIZE_BYTES)),
        new Case("shrink", disks -> disks.resize("a", 8192)),
        new Case("copy", disks -> disks.copy("a", "b")),
        new Case("delete", disks -> disks.delete("a")),
        new Case("delete foreign", disks -> disks.delete("exchanged")));
  }

  /** Whoever is killed closes no staged disk; its lock goes, though. */
  private static void makeUntidily(ReflinkFolder disks, String name, int number)
      throws IOException {
    StagedDisk staged = disks.stage(TestFolder.wanted(name, number));
    TestFolder.fill(staged.path(), TestFolder.content(number));
    Path hidden = staged.path().resolveSibling("hidden");
    try {
      staged.publish();
      staged.close();
    } catch (Killed e) {
      boolean isThere = Files.exists(staged.path());
      if (isThere) {
        Files.move(staged.path(), hidden);
      }
      staged.close();
      if (isThere) {
        Files.move(hidden, staged.path());
      }
      throw e;
    }
  }

  private static TestFolder prepared(ScratchDisk scratch) throws IOException {
    TestFolder folder = TestFolder.make(scratch.path().resolve("f" + folders++));
    try (ReflinkFolder disks = folder.open()) {
      TestFolder.make(disks, "a", 1);
      folder.write("a", 2);
      disks.commit("a");
      folder.write("a", 3);
      TestFolder.make(disks, "lost", 4);
      Files.delete(folder.path().resolve("lost"));
      TestFolder.make(disks, "exchanged", 4);
      Path exchanged = folder.path().resolve("exchanged");
      Files.write(folder.path().resolve("other"), TestFolder.content(6));
      Files.move(folder.path().resolve("other"), exchanged, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(folder.path().resolve("file"), TestFolder.content(8));
    return folder;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsAnywhere(Case done) throws IOException {
    for (ScratchDisk scratch : List.of(btrfs, xfs)) {
      TestFolder whole = prepared(scratch);
      String before = whole.state();
      try (ReflinkFolder disks =
          ReflinkFolder.open(whole.path(), TestFolder.options(true, false))) {
        done.operation().on(disks);
      }
      String after = whole.state();
      int steps = 0;
      while (endsAfter(done, prepared(scratch), steps + 1, before, after)) {
        steps++;
      }
      assertTrue(steps > 0, "no step was seen");
    }
  }

  /** Whether the operation had so many steps. */
  private static boolean endsAfter(
      Case done, TestFolder folder, int last, String before, String after) throws IOException {
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
      done.operation().on(disks);
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
