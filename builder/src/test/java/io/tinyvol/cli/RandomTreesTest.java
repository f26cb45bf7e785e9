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
              tinyvol.run(build(tree, random)).ok();
              tinyvol.run("export", "v", image).ok();
              oracle.same(image, tree);
              if (random.nextInt(10) == 0) {
                oracle.survivesChanges(image, tree);
              }
            } finally {
              Commands.run("rm", "-rf", tree.toString());
              Files.deleteIfExists(image);
            }
          });
    }
  }

  private static Object[] build(Path tree, Random random) {
    List<Object> line = new ArrayList<>(List.of("build", "v", "--from-dir", tree, "--replace"));
    if (random.nextInt(3) == 0) {
      line.addAll(List.of("--size", SIZES[random.nextInt(SIZES.length)]));
    }
    return line.toArray();
  }
}
