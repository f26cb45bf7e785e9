package io.tinyvol.builder.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.cas.Digest;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel did to file systems, committed. */
@Timeout(300)
class DeltaCommitTest {
  /** Files of every kind of change; the package's files are new. */
  private static final String CHANGES =
      """
      cp -a "PACKAGE/." opt/package
      rm usr/lib/f1 usr/lib/f2
      cat usr/lib/f3 >> usr/bin/b1
      dd if=usr/bin/b2 of=var/large bs=1000 seek=777 count=9 conv=notrunc status=none
      truncate -s 12345 usr/bin/b3
      truncate -s 3000000 usr/bin/b4
      ln usr/lib/f5 usr/lib/linked
      mv usr/lib/f6 etc/moved
      mkdir -p many; for i in $(seq 300); do echo $i > many/$i; done
      for i in $(seq 30); do
        for name in one two; do
          dd if=usr/bin/b5 bs=5000 count=1 skip=$i status=none >> many/$name; sync many/$name
        done
      done
      """;

  @TempDir Path folder;
  private CommitBench bench;
  private Path base;
  private Path image;
  private Path added;

  @BeforeEach
  void makeStore() throws IOException {
    bench = new CommitBench(folder);
    base = folder.resolve("base");
    image = folder.resolve("image");
    added = Trees.makeSmall(folder.resolve("package"), 99);
  }

  @AfterEach
  void closeStore() throws IOException {
    bench.close();
  }

  /** Ingests a new file system, and gives the image to change. */
  private Digest make(String options) throws IOException, InterruptedException {
    Mke2fs.make(base, Trees.make(folder.resolve("tree"), 2), "80M", options);
    Files.copy(base, image, StandardCopyOption.REPLACE_EXISTING);
    return bench.ingest(base);
  }

  private void change(String script) throws IOException, InterruptedException {
    CommitBench.change(image, folder.resolve("mount"), script.replace("PACKAGE", added.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024",
        "-t ext4 -b 2048",
        "-t ext3 -b 4096",
        "-t ext2 -b 1024",
        "-t ext4 -O ^flex_bg,^metadata_csum -g 2048 -b 4096",
      })
  void whatAnInstallationAddedIsSharedWithABuildOfTheSame(String options) throws Exception {
    Digest root = make(options);
    change(CHANGES);
    ByteRanges changed = CommitBench.changed(base, image);
    CommitResult result = bench.commit(root, image, changed, false);
    assertEquals(List.of(), result.notes());
    bench.assertSame(result.root(), image);
    assertTrue(bench.bytesRead() < 3 * changed.totalBytes() + 1_000_000, () -> reads(changed));
    long newBytes = bench.newBytesOf(added);
    assertTrue(newBytes < 150_000, () -> newBytes + " new bytes");
  }

  private String reads(ByteRanges changed) {
    return bench.bytesRead() + " bytes read for " + changed.totalBytes() + " changed";
  }

  @Test
  void withoutFilesThatChangedTheSameIsTheSame() throws Exception {
    Digest root = make("-t ext4 -b 4096");
    CommitResult result = bench.commit(root, image, new ByteRanges(), false);
    assertEquals(root, result.root());
    ByteRanges all = new ByteRanges();
    all.range(0, Files.size(image));
    // All files have changed inodes then, so everything is cut as a build cuts it.
    assertEquals(root, bench.commit(root, image, all, false).root());
  }

  @Test
  void anOverwriteBehindTheFileSystemsBackIsPutAsItIs() throws Exception {
    Digest root = make("-t ext4 -b 4096");
    String block = Commands.run("debugfs", "-R", "bmap /var/large 5", image.toString());
    long place = Long.parseLong(block.lines().toList().getLast().trim());
    CommitBench.write(image, place * 4096, Trees.noise(new Random(8), 4096));
    ByteRanges changed = CommitBench.changed(base, image);
    assertEquals(4096, changed.totalBytes());
    CommitResult result = bench.commit(root, image, changed, false);
    bench.assertSame(result.root(), image);
    assertEquals(0, result.fileWindows());
    assertEquals(4096, bench.newBytes());
  }

  @Test
  void inodesThatDidNotChangeAreNotRead() throws Exception {
    // Without checksums of the groups every inode may have been used: 25 MB of tables.
    Digest root = make("-t ext4 -b 4096 -N 100000 -O ^metadata_csum,^uninit_bg");
    change("echo more >> usr/lib/f7");
    ByteRanges changed = CommitBench.changed(base, image);
    CommitResult result = bench.commit(root, image, changed, false);
    bench.assertSame(result.root(), image);
    assertTrue(result.fileWindows() >= 1);
    assertTrue(bench.bytesRead() < 3 * changed.totalBytes() + 300_000, () -> reads(changed));
  }

  @Test
  void aLiveFileSystemIsCommittedAsItIs() throws Exception {
    Digest root = make("-t ext4 -b 4096");
    Path live = folder.resolve("live");
    change("cp -a PACKAGE/. opt/package; sync; cp \"$0\" " + live);
    CommitResult result = bench.commit(root, live, CommitBench.changed(base, live), false);
    bench.assertSame(result.root(), live);
    assertEquals(1, result.notes().size());
    assertTrue(result.notes().getFirst().contains("journal"), result.notes()::toString);
  }
}
