package io.tinyvol.reflink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.posix.LoopDevice;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.ScratchDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What disks that are files do, whatever the file system; {@code filefrag} says what is shared. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReflinkContract {
  private ScratchDisk scratch;
  private TestFolder folder;

  /** A file system with files of a folder. */
  abstract ScratchDisk mount(Path place) throws Exception;

  @BeforeAll
  void mountOnce(@TempDir Path place) throws Exception {
    scratch = mount(place);
  }

  @AfterAll
  void unmount() throws IOException {
    scratch.close();
  }

  @BeforeEach
  void makeFolder(TestInfo test) throws IOException {
    folder = TestFolder.make(scratch.path().resolve(test.getTestMethod().orElseThrow().getName()));
  }

  private byte[] guest(String name) throws IOException {
    return Files.readAllBytes(folder.path().resolve(name));
  }

  private static List<Long> numbers(List<DiskRevision> revisions) {
    return revisions.stream().map(DiskRevision::number).toList();
  }

  private Disk find(ReflinkFolder disks, String name) throws IOException {
    return disks.list().stream().filter(disk -> disk.name().equals(name)).findFirst().orElseThrow();
  }

  /** Every extent of the file is shared. */
  private static void assertShared(Path file) throws Exception {
    Commands.run("sync", "-f", file.toString());
    List<String> extents =
        Commands.run("filefrag", "-v", file.toString())
            .lines()
            .filter(line -> line.matches("\\s*[0-9]+:.*"))
            .toList();
    assertFalse(extents.isEmpty());
    assertTrue(extents.stream().allMatch(line -> line.contains("shared")), extents::toString);
  }

  @Test
  void clonesShareAndAreTheirOwn() throws Exception {
    try (ReflinkFolder disks = folder.open()) {
      assertEquals(List.of(), disks.list());
      assertEquals(List.of(), folder.files(), "nothing is made to look");
      Path path = TestFolder.make(disks, "a", 1);
      assertEquals(folder.path().toRealPath().resolve("a"), path);
      assertArrayEquals(TestFolder.content(1), guest("a"));
      assertShared(path);
      disks.copy("a", "b");
      assertArrayEquals(TestFolder.content(1), guest("b"));
      assertShared(folder.path().resolve("b"));
      Disk disk = find(disks, "a");
      assertEquals(OptionalLong.of(TestFolder.SIZE_BYTES), disk.usedBytes());
      assertEquals(OptionalLong.of(0), disk.exclusiveBytes(), "the other has all of it");
      folder.write("b", 2);
      assertArrayEquals(TestFolder.content(1), guest("a"));
      assertTrue(disks.sides("b").isChanged());
      assertFalse(disks.sides("a").isChanged());
      assertEquals(OptionalLong.of(4096), find(disks, "b").exclusiveBytes());
      disks.delete("a");
      assertThrows(NoSuchDiskException.class, () -> disks.activate("a"));
      // The file system may say later that nobody else has the block that was written to.
      long exclusive = find(disks, "b").exclusiveBytes().orElseThrow();
      assertTrue(exclusive >= TestFolder.SIZE_BYTES, () -> exclusive + " bytes");
      disks.delete("b");
      assertEquals(List.of("", "lock"), folder.files());
    }
  }

  @Test
  void committedRevertedPruned() throws Exception {
    try (ReflinkFolder disks = folder.open()) {
      TestFolder.make(disks, "a", 1);
      folder.write("a", 2);
      byte[] written = guest("a");
      assertEquals(1, disks.commit("a"));
      assertFalse(disks.sides("a").isChanged());
      assertEquals(List.of(1L), numbers(disks.revisions("a")));
      folder.write("a", 3);
      assertEquals(3, disks.snapshot("a"));
      assertTrue(disks.sides("a").isChanged(), "a snapshot is no commit");
      disks.discard("a");
      assertArrayEquals(written, guest("a"));
      folder.write("a", 4);
      byte[] last = guest("a");
      long kept = disks.revert("a", 1);
      assertEquals(4, kept);
      assertArrayEquals(TestFolder.content(1), guest("a"));
      assertEquals(List.of(1L, 2L, 3L, 4L), numbers(disks.revisions("a")));
      assertEquals(5, disks.revert("a", kept));
      assertArrayEquals(last, guest("a"));
      disks.prune("a", 2);
      assertEquals(List.of(4L, 5L), numbers(disks.revisions("a")));
      assertEquals(List.of("", "a", "a/4", "a/5", "a/6", "a/record", "lock"), folder.files());
      assertThrows(NoSuchDiskException.class, () -> disks.revert("a", 1));
      assertEquals(7, disks.snapshot("a"), "no number is given out again");
    }
  }

  @Test
  void imagesAreWhatNobodyWroteTo() throws Exception {
    try (ReflinkFolder disks = folder.open()) {
      TestFolder.make(disks, "a", 1);
      TestFolder.make(disks, "b", 2);
      assertEquals(Set.of(TestFolder.root(1), TestFolder.root(2)), disks.images());
      folder.write("a", 3);
      assertEquals(2, disks.images().size(), "what the guest writes is not the image");
      disks.commit("a");
      assertEquals(2, disks.images().size(), "the earlier one is a revision");
      disks.prune("a", 0);
      assertEquals(Set.of(TestFolder.root(2)), disks.images());
      assertFalse(find(disks, "a").source().orElseThrow().isExact());
      NewDisk near =
          new NewDisk(
              "c",
              2 * TestFolder.SIZE_BYTES,
              TestFolder.source(4),
              Optional.of(TestFolder.root(2)),
              4096);
      try (StagedDisk staged = disks.stage(near)) {
        assertArrayEquals(
            Arrays.copyOf(TestFolder.content(2), 2 * TestFolder.SIZE_BYTES),
            Files.readAllBytes(staged.path()));
        assertShared(staged.path());
        staged.publish();
      }
      TestFolder.fill(folder.path().resolve(".tinyvol/b/1"), new byte[1]);
      assertEquals(Set.of(TestFolder.root(4)), disks.images(), "somebody wrote to the other");
      disks.copy("b", "d");
      assertFalse(
          disks.images().contains(TestFolder.root(2)) && guest("d")[0] == 0, "nor its clone");
    }
  }

  @Test
  void replacedWhileInUseAndNot() throws Exception {
    try (ReflinkFolder disks = ReflinkFolder.open(folder.path(), TestFolder.options(true, false))) {
      Files.write(folder.path().resolve("a"), TestFolder.content(9));
      TestFolder.make(disks, "a", 1);
      assertEquals(List.of(1L), numbers(disks.revisions("a")), "the file that was there");
      TestFolder.make(disks, "a", 2);
      assertEquals(List.of(1L, 2L), numbers(disks.revisions("a")));
      assertArrayEquals(TestFolder.content(2), guest("a"));
      try (RandomAccessFile guest =
          new RandomAccessFile(folder.path().resolve("a").toFile(), "r")) {
        TestFolder.make(disks, "a", 3);
        assertEquals(TestFolder.SIZE_BYTES, guest.length());
      }
      assertArrayEquals(TestFolder.content(2), guest("a"));
      assertTrue(disks.sides("a").isOutdated());
      disks.activate("a");
      assertTrue(disks.notes().getLast().contains("is outdated"), disks.notes()::toString);
      disks.discard("a");
      assertArrayEquals(TestFolder.content(3), guest("a"));
      assertFalse(disks.sides("a").isOutdated());
    }
    try (ReflinkFolder disks = folder.open()) {
      assertThrows(DiskTakenException.class, () -> TestFolder.make(disks, "a", 4));
    }
  }

  @Test
  void volatileOnesStartAnew() throws Exception {
    try (ReflinkFolder disks = ReflinkFolder.open(folder.path(), TestFolder.options(false, true))) {
      Path path = TestFolder.make(disks, "a", 1);
      folder.write("a", 2);
      try (RandomAccessFile guest = new RandomAccessFile(path.toFile(), "r")) {
        assertEquals(path, disks.activate("a"));
        assertTrue(disks.sides("a").isChanged(), "it is in use");
        assertEquals(TestFolder.SIZE_BYTES, guest.length());
      }
      disks.activate("a");
      assertArrayEquals(TestFolder.content(1), guest("a"));
      Files.delete(path);
      assertFalse(find(disks, "a").isActive());
      disks.activate("a");
      assertArrayEquals(TestFolder.content(1), guest("a"));
    }
  }

  @Test
  void resized() throws Exception {
    try (ReflinkFolder disks = folder.open()) {
      Path path = TestFolder.make(disks, "a", 1);
      int larger = 3 * TestFolder.SIZE_BYTES;
      try (RandomAccessFile guest = new RandomAccessFile(path.toFile(), "r")) {
        disks.resize("a", larger);
        assertEquals(larger, guest.length());
        assertThrows(DiskTakenException.class, () -> disks.resize("a", 4096));
      }
      assertArrayEquals(Arrays.copyOf(TestFolder.content(1), larger), guest("a"));
      disks.resize("a", 4096);
      disks.resize("a", larger);
      byte[] cut = Arrays.copyOf(Arrays.copyOf(TestFolder.content(1), 4096), larger);
      assertArrayEquals(cut, guest("a"));
      disks.discard("a");
      assertArrayEquals(Arrays.copyOf(TestFolder.content(1), larger), guest("a"));
    }
  }

  @Test
  void whatGuestsDiscardIsGivenBack() throws Exception {
    try (ReflinkFolder disks = folder.open()) {
      Path path = TestFolder.make(disks, "a", 1);
      try (LoopDevice loop = LoopDevice.of(path)) {
        assertThrows(DiskTakenException.class, () -> disks.delete("a"), "a loop device is of it");
        assertThrows(DiskTakenException.class, () -> disks.discard("a"));
        assertThrows(DiskTakenException.class, () -> disks.revert("a", 1));
        Commands.run("blkdiscard", loop.path().toString());
        Commands.run("sync", "-f", path.toString());
        assertEquals(0, blocks(path));
        assertEquals(2, disks.snapshot("a"), "one in use can be kept");
        assertEquals(1, disks.commit("a"));
        assertTrue(disks.sides("a").isChanged(), "its guest may write at any time");
      }
      assertArrayEquals(new byte[TestFolder.SIZE_BYTES], guest("a"));
      disks.prune("a", 0);
      assertEquals(OptionalLong.of(0), find(disks, "a").usedBytes());
    }
  }

  private static long blocks(Path file) throws Exception {
    return Long.parseLong(Commands.run("stat", "-c", "%b", file.toString()).strip());
  }

  @Test
  void symlinksAreNotFollowed() throws Exception {
    Path victim = Files.write(folder.path().resolve("victim"), TestFolder.content(7));
    try (ReflinkFolder disks = ReflinkFolder.open(folder.path(), TestFolder.options(true, false))) {
      Files.createSymbolicLink(folder.path().resolve("a"), victim);
      assertThrows(FileSystemException.class, () -> TestFolder.make(disks, "a", 1));
      TestFolder.make(disks, "b", 1);
      Path record = folder.path().resolve(".tinyvol/b/record");
      Files.move(record, folder.path().resolve("moved"));
      Files.createSymbolicLink(record, folder.path().resolve("moved"));
      assertThrows(CorruptDataException.class, () -> disks.activate("b"));
    }
    assertArrayEquals(TestFolder.content(7), Files.readAllBytes(victim));
    assertThrows(
        IllegalArgumentException.class,
        () -> {
          try (ReflinkFolder disks = folder.open()) {
            disks.activate("../a");
          }
        });
  }
}
