package io.tinyvol.cli;

import io.tinyvol.testing.LayeredImage;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume of an image is a sound file system with what umoci unpacks, as the kernel sees it. */
class ImageVolumeTest {
  @TempDir Path folder;

  @Test
  void sameAsUmociUnpacks() throws Exception {
    LayeredImage.make(folder);
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    Path image = folder.resolve("v.ext4");
    tinyvol.run("build", "v", "--from-oci", folder.resolve("image") + ":v5", "--size", "1G").ok();
    tinyvol.run("export", "v", image).ok();
    VolumeOracle oracle = new VolumeOracle(folder.resolve("oracle"));
    oracle.same(image, folder.resolve("expected/rootfs"));
    oracle.survivesChanges(image, folder.resolve("expected/rootfs"));
  }
}
