package io.tinyvol.crash;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.LogReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds, clones and removes volumes at random and has unused content removed, by one command after
 * another. What is done follows from a seed: so it is known which volumes there are after each.
 */
final class StoreWork {
  private static final int BLOCK_BYTES = 4096;
  private static final int BLOCKS = 48;

  /** Few, so that what was removed is built again. */
  private static final int CONTENTS = 12;

  private static final int DISTINCT_BLOCKS = 100;
  private static final int NAMES = 5;

  private final Random random;
  private final SortedMap<String, Integer> volumes = new TreeMap<>();

  StoreWork(long seed) {
    this.random = new Random(seed);
  }

  /** The volumes by name, with the number of the content of each. */
  SortedMap<String, Integer> volumes() {
    return new TreeMap<>(volumes);
  }

  /** An image of which blocks are in other images as well. */
  static byte[] image(int content) {
    Random blocks = new Random(content);
    byte[] image = new byte[BLOCKS * BLOCK_BYTES];
    byte[] block = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCKS; i++) {
      new Random(blocks.nextInt(DISTINCT_BLOCKS)).nextBytes(block);
      System.arraycopy(block, 0, image, i * BLOCK_BYTES, BLOCK_BYTES);
    }
    return image;
  }

  /**
   * Takes note of the next command.
   *
   * @param scratch a folder for the image that it may be given
   * @return its words
   */
  Object[] next(Path scratch) throws IOException {
    String name = "v" + random.nextInt(NAMES);
    int choice = random.nextInt(10);
    if (choice < 3) {
      return new Object[] {"gc"};
    }
    if (choice < 5 && volumes.containsKey(name)) {
      volumes.remove(name);
      return new Object[] {"rm", name};
    }
    List<String> sources = new ArrayList<>(volumes.keySet());
    if (choice < 7 && !sources.isEmpty() && !volumes.containsKey(name)) {
      String source = sources.get(random.nextInt(sources.size()));
      volumes.put(name, volumes.get(source));
      return new Object[] {"clone", source, name};
    }
    int content = random.nextInt(CONTENTS);
    Path image = Files.write(scratch.resolve("image"), image(content));
    volumes.put(name, content);
    return new Object[] {"build", name, "--replace", "--from-image", image};
  }

  /** What is said, and how a log of writes is marked, when so many commands were done. */
  static String mark(long done) {
    return "done-" + done;
  }

  /** Takes the store, a folder for what is built, the seed, how often, and what marks a log. */
  public static void main(String... args) throws Exception {
    TestCommand tinyvol = new TestCommand(Path.of(args[0]));
    Path scratch = Path.of(args[1]);
    StoreWork work = new StoreWork(Long.parseLong(args[2]));
    long commands = Long.parseLong(args[3]);
    List<String> marker = List.of(args).subList(4, args.length);
    for (long done = 1; done <= commands; done++) {
      tinyvol.run(work.next(scratch)).ok();
      LogReplay.mark(marker, mark(done));
    }
  }
}
