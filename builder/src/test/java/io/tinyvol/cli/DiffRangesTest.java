package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.testing.Trees;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ranges of a diff are exactly the blocks of 4 KiB that were changed. */
class DiffRangesTest {
  private static final int BLOCK_BYTES = 4096;
  private static final int SIZE_BYTES = 40 << 20;
  private static final Pattern RANGE =
      Pattern.compile("\"offsetBytes\" : (\\d+),\\s*\"lengthBytes\" : (\\d+)");

  @TempDir Path folder;

  @Test
  void changedBlocks() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    Path image = folder.resolve("image");
    Files.write(image, Trees.text(random, SIZE_BYTES / 2));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE_BYTES);
      tinyvol.run("build", "a", "--from-image", image).ok();
      TreeSet<Long> changed = new TreeSet<>();
      for (int i = 0; i < 60; i++) {
        long block = random.nextInt(SIZE_BYTES / BLOCK_BYTES);
        changed.add(block);
        file.seek(block * BLOCK_BYTES + random.nextInt(BLOCK_BYTES));
        file.write('Z');
      }
      tinyvol.run("build", "b", "--from-image", image).ok();
      List<Long> found = blocks(tinyvol.run("diff", "a", "b", "--json").ok().out());
      assertEquals(List.copyOf(changed), found, "seed " + seed);
      assertEquals(found, blocks(tinyvol.run("diff", "b", "a", "--json").ok().out()));
    }
    assertEquals(List.of(), blocks(tinyvol.run("diff", "a", "a", "--json").ok().out()));
  }

  private static List<Long> blocks(String json) {
    List<Long> blocks = new ArrayList<>();
    Matcher matcher = RANGE.matcher(json);
    while (matcher.find()) {
      long start = Long.parseLong(matcher.group(1)) / BLOCK_BYTES;
      for (long i = 0; i < Long.parseLong(matcher.group(2)) / BLOCK_BYTES; i++) {
        blocks.add(start + i);
      }
    }
    return blocks;
  }
}
