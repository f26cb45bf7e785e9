package io.tinyvol.reflink;

import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Something that is done in a folder that was prepared for it.
 *
 * @param name what
 * @param work does it
 */
record Operation(String name, Work work) {
  /** Does it. */
  interface Work {
    void on(ReflinkFolder disks) throws IOException;
  }

  /** All that there are. */
  static Stream<Operation> all() {
    return Stream.of(
        new Operation("make", disks -> makeUntidily(disks, "new", 5)),
        new Operation("replace", disks -> makeUntidily(disks, "a", 5)),
        new Operation("replace file", disks -> makeUntidily(disks, "file", 5)),
        new Operation("activate", disks -> disks.activate("lost")),
        new Operation("commit", disks -> disks.commit("a")),
        new Operation("discard", disks -> disks.discard("a")),
        new Operation("snapshot", disks -> disks.snapshot("a")),
        new Operation("revert", disks -> disks.revert("a", 1)),
        new Operation("prune", disks -> disks.prune("a", 0)),
        new Operation("grow", disks -> disks.resize("a", 3L * TestFolder.SIZE_BYTES)),
        new Operation("shrink", disks -> disks.resize("a", 8192)),
        new Operation("copy", disks -> disks.copy("a", "b")),
        new Operation("delete", disks -> disks.delete("a")),
        new Operation("delete foreign", disks -> disks.delete("exchanged")));
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

  /** Makes a folder with disks, in which each can be done. */
  static TestFolder prepare(Path path) throws IOException {
    TestFolder folder = TestFolder.make(path);
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

  @Override
  public String toString() {
    return name;
  }
}
