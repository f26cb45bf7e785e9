package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build killed at any moment leaves the store whole, without the volume, and can be repeated. */
class KilledBuildTest {
  private static final int KILLS = Integer.getInteger("io.tinyvol.kills", 12);
  private static final int LONGEST_DELAY_MILLIS = 1500;

  @TempDir Path folder;

  @Test
  void killedAtRandomInstants() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    Path first = image("first", random.nextLong(), 8);
    tinyvol.run("build", "first", "--from-image", first).ok();
    int killedInTime = 0;
    for (int i = 0; i < KILLS; i++) {
      String name = "v" + i;
      Path image = image("next", random.nextLong(), 96);
      Process build = tinyvol.start("build", name, "--from-image", image.toString());
      boolean ended =
          build.waitFor(200 + random.nextInt(LONGEST_DELAY_MILLIS), TimeUnit.MILLISECONDS);
      build.destroyForcibly().waitFor();
      boolean published = Files.exists(folder.resolve("store/volumes/" + name));
      killedInTime += ended ? 0 : 1;
      String context = "seed " + seed + ", kill " + i;
      tinyvol.run("check", "--deep").ok();
      assertSame(tinyvol, "first", first, context);
      if (!published) {
        assertEquals(ExitCode.NOT_FOUND.code(), tinyvol.run("info", name).exit(), context);
        tinyvol.run("build", name, "--from-image", image).ok();
      }
      assertSame(tinyvol, name, image, context);
      assertArrayEquals(new String[0], folder.resolve("store/tmp").toFile().list(), context);
      tinyvol.run("rm", name).ok();
    }
    assertTrue(killedInTime > 0, "no build was slow enough to be killed");
  }

  private void assertSame(TestCommand tinyvol, String name, Path image, String context)
      throws Exception {
    Path copy = folder.resolve("copy");
    tinyvol.run("export", name, copy).ok();
    try {
      Commands.run("cmp", image.toString(), copy.toString());
    } catch (AssertionError e) {
      throw new AssertionError(context, e);
    }
  }

  private Path image(String name, long seed, int mib) throws IOException {
    Path image = folder.resolve(name);
    Random random = new Random(seed);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(0);
      for (int i = 0; i < mib; i++) {
        file.write(Trees.noise(random, 1 << 20));
      }
    }
    return image;
  }
}
