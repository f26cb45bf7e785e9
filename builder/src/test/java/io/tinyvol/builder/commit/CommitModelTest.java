package io.tinyvol.builder.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.Trials;
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

/** Whatever changes, and whatever a file system says of itself: the bytes are the view's. */
@Timeout(300)
class CommitModelTest {
  @TempDir Path folder;
  private CommitBench bench;
  private Path base;
  private Path image;

  @BeforeEach
  void makeStore() throws IOException {
    bench = new CommitBench(folder);
    base = folder.resolve("base");
    image = folder.resolve("image");
  }

  @AfterEach
  void closeStore() throws IOException {
    bench.close();
  }

  /** Writes random bytes, or zeros, to random units; most near each other. */
  private static void scribble(Random random, Path image) throws IOException {
    long size = Files.size(image);
    for (int i = random.nextInt(12); i >= 0; i--) {
      long range = random.nextInt(3) == 0 ? Math.min(size, 300_000) : size;
      long at = random.nextLong(range) & -4096;
      int length = (int) Math.min(size - at, 4096L * (1 + random.nextInt(60)));
      boolean zeros = random.nextInt(3) == 0;
      CommitBench.write(image, at, zeros ? new byte[length] : Trees.noise(random, length));
    }
  }

  /** What changed, with some more beside it that did not. */
  private static ByteRanges changed(Random random, Path base, Path image) throws IOException {
    ByteRanges exact = CommitBench.changed(base, image);
    ByteRanges more = new ByteRanges();
    long size = Files.size(image);
    long done = 0;
    for (int i = 0; i < exact.size(); i++) {
      long start = Math.max(done, exact.offsetBytes(i) - 4096L * random.nextInt(5));
      long end = exact.offsetBytes(i) + exact.lengthBytes(i) + 4096L * random.nextInt(3);
      end = Math.min(size, end);
      if (end > start) {
        more.range(start, end - start);
        done = end;
      }
    }
    return more;
  }

  private void check(Random random) throws Exception {
    Digest root = bench.ingest(base);
    for (int step = 0; step < 3; step++) {
      scribble(random, image);
      ByteRanges changed = changed(random, base, image);
      root = bench.commit(root, image, changed, false).root();
      bench.assertSame(root, image);
      Files.copy(image, base, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void bytesThatAreNoFileSystem() {
    Trials.run(
        15,
        random -> {
          int size = 3_000_000 + random.nextInt(20_000_000);
          Files.write(base, Trees.text(random, 1 + random.nextInt(2_000_000)));
          CommitBench.write(base, size - 1, new byte[1]);
          Files.copy(base, image, StandardCopyOption.REPLACE_EXISTING);
          check(random);
        });
  }

  @Test
  void fileSystemsThatAreOverwritten() throws Exception {
    Path tree = Trees.makeSmall(folder.resolve("tree"), 4);
    for (int blockBytes : new int[] {1024, 4096}) {
      Path made = Mke2fs.make(folder.resolve("made"), tree, "24M", "-t ext4 -b " + blockBytes);
      Trials.run(
          8,
          random -> {
            Files.copy(made, base, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(made, image, StandardCopyOption.REPLACE_EXISTING);
            check(random);
          });
    }
  }

  @Test
  void aFileSystemOfSmallerBlocksThanTheVolumesIsNotFollowed() throws Exception {
    Files.write(base, Trees.noise(new Random(1), 24 << 20));
    Digest root = bench.ingest(base);
    Path tree = Trees.makeSmall(folder.resolve("tree"), 4);
    Mke2fs.make(image, tree, "24M", "-t ext4 -b 1024");
    ByteRanges changed = CommitBench.changed(base, image);
    CommitResult result = bench.commit(root, image, changed, false);
    bench.assertSame(result.root(), image);
    assertEquals(0, result.fileWindows());
    assertTrue(result.notes().getFirst().contains("fixed places"), result.notes()::toString);
    assertThrows(SourceException.class, () -> bench.commit(root, image, changed, true));
  }

  @Test
  void misuseIsRefused() throws Exception {
    Files.write(base, new byte[100_000]);
    Digest root = bench.ingest(base);
    for (long[] bad : new long[][] {{0, 100}, {100, 3996}, {98_304, 4096}, {0, 200_000}}) {
      ByteRanges ranges = new ByteRanges();
      ranges.range(bad[0], bad[1]);
      assertThrows(IllegalArgumentException.class, () -> bench.commit(root, base, ranges, false));
    }
    Files.write(image, new byte[99_999]);
    assertThrows(
        IllegalArgumentException.class, () -> bench.commit(root, image, new ByteRanges(), false));
    ByteRanges all = new ByteRanges();
    all.range(0, 100_000);
    SourceException e =
        assertThrows(SourceException.class, () -> bench.commit(root, base, all, true));
    assertTrue(String.valueOf(e.getMessage()).contains("free blocks cannot be dropped"));
    assertEquals(root, bench.commit(root, base, all, false).root());
  }
}
