package io.tinyvol.cli;

import io.tinyvol.cas.Trials;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.RandomTree;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of random trees, each judged by e2fsck and by the kernel that mounts it. */
class RandomTreesTest {
  private static final int TRIALS = 25;
  private static final String[] SIZES = {"64M", "127M", "1G", "17G"};

  /** Has room for what is written, which a volume of the default size may not have. */
  private static final String[] ROOMY = {"--size", "64M"};

  @TempDir Path folder;

  @Test
  void randomTrees() throws Exception {
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    VolumeOracle oracle = new VolumeOracle(folder.resolve("oracle"));
    Path image = folder.resolve("image");
    try (ScratchDisk disk = ScratchDisk.ext4(folder.resolve("disk"))) {
      Trials.run(
          TRIALS,
          random -> {
            Path tree = RandomTree.unpack(RandomTree.tar(random), disk.path().resolve("tree"));
            try {
              boolean changed = random.nextInt(10) == 0;
              tinyvol.run(build(tree, changed ? ROOMY : size(random))).ok();
              tinyvol.run("export", "v", image).ok();
              oracle.same(image, tree);
              if (changed) {
                oracle.survivesChanges(image, tree);
              }
            } finally {
              Commands.run("rm", "-rf", tree.toString());
              Files.deleteIfExists(image);
            }
          });
    }
  }

  private static String[] size(Random random) {
    return random.nextInt(3) == 0
        ? new String[] {"--size", SIZES[random.nextInt(SIZES.length)]}
        : new String[0];
  }

  private static Object[] build(Path tree, String... options) {
    List<Object> line = new ArrayList<>(List.of("build", "v", "--from-dir", tree, "--replace"));
    line.addAll(List.of(options));
    return line.toArray();
  }
}
