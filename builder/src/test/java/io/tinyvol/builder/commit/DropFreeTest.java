package io.tinyvol.builder.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.cas.Digest;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits that leave out what the file system has freed. */
@Timeout(300)
class DropFreeTest {
  @TempDir Path folder;
  private CommitBench bench;
  private Path base;
  private Path image;
  private Path tree;

  @BeforeEach
  void makeStore() throws IOException {
    bench = new CommitBench(folder);
    base = folder.resolve("base");
    image = folder.resolve("image");
    tree = Trees.makeSmall(folder.resolve("tree"), 5);
  }

  @AfterEach
  void closeStore() throws IOException {
    bench.close();
  }

  private Digest make(String options) throws IOException, InterruptedException {
    Mke2fs.make(base, tree, "40M", options);
    Files.copy(base, image, StandardCopyOption.REPLACE_EXISTING);
    return bench.ingest(base);
  }

  private void change(String script) throws IOException, InterruptedException {
    CommitBench.change(image, folder.resolve("mount"), script);
  }

  private void assertRefused(Digest root, String what) throws IOException {
    ByteRanges all = new ByteRanges();
    all.range(0, Files.size(image));
    SourceException e =
        assertThrows(SourceException.class, () -> bench.commit(root, image, all, true));
    assertTrue(String.valueOf(e.getMessage()).contains(what), e::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-t ext4 -b 4096", "-t ext4 -b 1024", "-t ext2 -b 1024"})
  void whatWasWrittenAndDeletedIsDropped(String options) throws Exception {
    Digest root = make(options);
    change("cp var/large one; cp usr/bin/b1 two; sync; rm one");
    ByteRanges changed = CommitBench.changed(base, image);
    Digest kept = bench.commit(root, image, changed, false).root();
    bench.assertSame(kept, image);
    CommitResult dropped = bench.commit(root, image, changed, true);
    long less = bench.mappedBytes(kept) - bench.mappedBytes(dropped.root());
    assertTrue(less >= 2_900_000, () -> less + " bytes less");
    assertTrue(dropped.droppedBytes() >= 2_900_000, dropped::toString);
    Path exported = bench.export(dropped.root());
    String check = Commands.run("e2fsck", "-fn", exported.toString());
    assertTrue(check.contains("Pass 5"), check);
    CommitBench.change(exported, folder.resolve("mount"), "cmp two usr/bin/b1; cp -a . " + out());
    assertArrayEquals(
        Files.readAllBytes(tree.resolve("var/large")),
        Files.readAllBytes(out().resolve("var/large")));
  }

  private Path out() {
    return folder.resolve("out");
  }

  @Test
  void aJournalToBeReplayedIsRefused() throws Exception {
    Digest root = make("-t ext4 -b 4096");
    Path live = folder.resolve("live");
    change("echo 1 > one; sync; cp \"$0\" " + live);
    Files.move(live, image, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(root, "journal that was not replayed");
  }

  @Test
  void whatIsNotCleanOrDamagedIsRefused() throws Exception {
    Digest root = make("-t ext4 -b 4096");
    Commands.run("debugfs", "-w", "-R", "ssv state 2", image.toString());
    assertRefused(root, "not unmounted cleanly or has errors");
    Files.copy(base, image, StandardCopyOption.REPLACE_EXISTING);
    String stats = Commands.run("dumpe2fs", image.toString());
    String at = stats.substring(stats.indexOf("Block bitmap at ") + 16).split("\\D", 2)[0];
    CommitBench.write(image, Long.parseLong(at) * 4096 + 100, new byte[] {0x55});
    assertRefused(root, "wrong checksum");
    byte[] noise = Trees.noise(new Random(1), 4096);
    CommitBench.write(image, 0, noise);
    assertRefused(root, "is not an ext2, ext3 or ext4 file system");
  }

  @Test
  void aBitmapWithoutAChecksumMustHaveAsManyFreeBlocksAsItsGroup() throws Exception {
    Digest root = make("-t ext4 -b 4096 -O ^metadata_csum");
    String stats = Commands.run("dumpe2fs", image.toString());
    String at = stats.substring(stats.indexOf("Block bitmap at ") + 16).split("\\D", 2)[0];
    CommitBench.write(image, Long.parseLong(at) * 4096, new byte[64]);
    assertRefused(root, "free blocks by its bitmap");
  }

  @Test
  void groupsWhoseBitmapsWereNeverWrittenAreKept() throws Exception {
    Digest root = make("-t ext4 -b 1024");
    String stats = Commands.run("dumpe2fs", image.toString());
    int unused = stats.lastIndexOf("BLOCK_UNINIT");
    assertTrue(unused > 0, stats);
    String group = stats.substring(stats.lastIndexOf("\nGroup ", unused));
    String end = group.substring(group.indexOf('-') + 1).split("\\D", 2)[0];
    long offset = (Long.parseLong(end) + 1 - 4) * 1024 & -4096;
    byte[] noise = Trees.noise(new Random(2), 4096);
    CommitBench.write(image, offset, noise);
    ByteRanges changed = CommitBench.changed(base, image);
    CommitResult result = bench.commit(root, image, changed, true);
    assertEquals(0, result.droppedBytes());
    bench.assertSame(result.root(), image);
  }
}
