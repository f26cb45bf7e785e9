package io.tinyvol.reflink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.ScratchDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes after a step of whatever is done: what has reached the disk by then is copied in
 * one moment, as the file that the disk is lies on a file system that shares blocks itself. The
 * folder in the copy is as before, or as it was to be; what had returned has been done.
 */
class ReflinkPowerCutTest {
  /** After one of so many steps the power goes; 1 is each. */
  private static final int CUT_EVERY = Integer.getInteger("io.tinyvol.cutEvery", 4);

  @TempDir private Path temporary;
  private int steps;

  /**
   * A copy of the disk.
   *
   * @param image where it is
   * @param folder the folder in which something was being done
   * @param states what may be found in that
   * @param when when that was
   */
  private record Cut(Path image, Path folder, List<String> states, String when) {}

  @Test
  void onBtrfs() throws Exception {
    cutEverywhere(ScratchDisk::btrfs);
  }

  @Test
  void onXfs() throws Exception {
    cutEverywhere(ScratchDisk::xfs);
  }

  private interface Maker {
    ScratchDisk make(Path folder) throws IOException, InterruptedException;
  }

  private void cutEverywhere(Maker maker) throws Exception {
    List<Cut> cuts = new ArrayList<>();
    try (ScratchDisk outer = ScratchDisk.xfs(temporary.resolve("outer"))) {
      Path inner = outer.path().resolve("inner");
      try (ScratchDisk disk = maker.make(inner)) {
        for (Operation operation : Operation.all().toList()) {
          cuts.addAll(cut(operation, disk.path(), inner.resolve("disk")));
        }
      }
      assertTrue(cuts.size() > Operation.all().count(), "steps were cut as well");
      for (Cut cut : cuts) {
        try (ScratchDisk disk = ScratchDisk.of(cut.image())) {
          String found = new TestFolder(disk.path().resolve(cut.folder())).state();
          assertTrue(cut.states().contains(found), () -> cut.when() + ":\n" + found);
        }
        Files.delete(cut.image());
      }
    }
  }

  private List<Cut> cut(Operation operation, Path mount, Path disk) throws Exception {
    Path folder = mount.resolve(operation.name().replace(' ', '-'));
    TestFolder prepared = Operation.prepare(folder);
    Commands.run("sync", "-f", folder.toString());
    List<String> states = new ArrayList<>(List.of(prepared.state()));
    List<Cut> cuts = new ArrayList<>();
    try (ReflinkFolder disks =
        ReflinkFolder.open(
            folder,
            TestFolder.options(
                step -> {
                  if (steps++ % CUT_EVERY == 0) {
                    cuts.add(copy(disk, mount.relativize(folder), states, operation + ", " + step));
                  }
                }))) {
      operation.work().on(disks);
    }
    Cut last = copy(disk, mount.relativize(folder), new ArrayList<>(), operation + ", done");
    states.add(prepared.state());
    last.states().add(states.getLast());
    assertEquals(2, states.size());
    cuts.add(last);
    return cuts;
  }

  private static Cut copy(Path disk, Path folder, List<String> states, String when) {
    try {
      Path image = Files.createTempFile(disk.getParent(), "cut", "");
      Commands.run("cp", "--reflink=always", disk.toString(), image.toString());
      return new Cut(image, folder, states, when);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
