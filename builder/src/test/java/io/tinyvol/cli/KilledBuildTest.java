package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.VolumeOracle;
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
  private static final int SOURCE_MIB = 64;

  @TempDir Path folder;

  @Test
  void killedAtRandomInstants() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    Random random = new Random(seed);
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    Path first = image("first", random.nextLong(), 8);
    tinyvol.run("build", "first", "--from-image", first).ok();
    int killedInTime = 0;
    for (int i = 0; i < KILLS; i++) {
      String name = "v" + i;
      Kind kind = Kind.values()[i % Kind.values().length];
      Path source = source(kind, random.nextLong());
      Process build = tinyvol.start("build", name, kind.option, source.toString());
      boolean ended =
          build.waitFor(200 + random.nextInt(LONGEST_DELAY_MILLIS), TimeUnit.MILLISECONDS);
      build.destroyForcibly().waitFor();
      boolean published = Files.exists(folder.resolve("store/volumes/" + name));
      killedInTime += ended ? 0 : 1;
      String context = "seed " + seed + ", kill " + i + " of " + kind;
      tinyvol.run("check", "--deep").ok();
      assertSame(tinyvol, "first", first, context);
      if (!published) {
        assertEquals(ExitCode.NOT_FOUND.code(), tinyvol.run("info", name).exit(), context);
        tinyvol.run("build", name, kind.option, source).ok();
      }
      if (kind == Kind.IMAGE) {
        assertSame(tinyvol, name, source, context);
      } else {
        assertSameTree(tinyvol, name, context);
      }
      assertArrayEquals(new String[0], folder.resolve("store/tmp").toFile().list(), context);
      tinyvol.run("rm", name).ok();
    }
    assertTrue(killedInTime > 0, "no build was slow enough to be killed");
  }

  private enum Kind {
    IMAGE("--from-image"),
    FOLDER("--from-dir"),
    TAR("--from-tar");

    final String option;

    Kind(String option) {
      this.option = option;
    }
  }

  private Path source(Kind kind, long seed) throws Exception {
    if (kind == Kind.IMAGE) {
      return image("next", seed, SOURCE_MIB);
    }
    Path tree = folder.resolve("tree");
    Commands.run("rm", "-rf", tree.toString());
    Trees.make(tree, seed);
    image("tree/large", seed, SOURCE_MIB);
    if (kind == Kind.FOLDER) {
      return tree;
    }
    Path tar = folder.resolve("tree.tar");
    Commands.run("tar", "--format=pax", "-cf", tar.toString(), "-C", tree.toString(), ".");
    return tar;
  }

  private void assertSameTree(TestCommand tinyvol, String name, String context) throws Exception {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    tinyvol.run("export", name, copy).ok();
    try {
      new VolumeOracle(folder.resolve("oracle")).same(copy, folder.resolve("tree"));
    } catch (AssertionError e) {
      throw new AssertionError(context, e);
    }
  }

  private void assertSame(TestCommand tinyvol, String name, Path image, String context)
      throws Exception {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
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
