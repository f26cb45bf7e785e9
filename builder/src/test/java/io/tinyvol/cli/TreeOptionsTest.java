package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mounts;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What options leave out or change of a source, they leave out or change in the volume. */
class TreeOptionsTest {
  @TempDir Path folder;
  private TestCommand tinyvol;
  private Path tree;

  @BeforeEach
  void makeTree() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    tree = Trees.make(folder.resolve("tree"), 9);
    Scripts.run(
        tree,
        """
        mkdir -p var/cache/apt var/log/old home/user/.cache && echo x > var/cache/apt/archive
        echo x > var/log/a.log && echo x > var/log/old/b.log && echo x > home/user/.cache/c
        echo x > usr/lib/m.pyc && ln usr/lib/m.pyc usr/lib/kept-name && chown 1:2 usr/bin/*
        find . -depth -exec touch -h -d @1234567890.5 {} +
        tar --format=pax --numeric-owner -cf ../tree.tar .
        cd .. && umoci init --layout image && umoci new --image image:v0
        umoci raw add-layer --image image:v0 --tag v1 tree.tar
        """);
  }

  /** Builds of all kinds of sources give the same, which is what a folder holds. */
  private void assertAll(Path expected, Object... options) throws Exception {
    String root = root("--from-dir", tree, options);
    assertEquals(root, root("--from-tar", folder.resolve("tree.tar"), options), "a tar");
    assertEquals(root, root("--from-oci", folder.resolve("image") + ":v1", options), "an image");
    Path image = folder.resolve("image.ext4");
    tinyvol.run("export", "v", image).ok();
    new VolumeOracle(folder.resolve("oracle")).same(image, expected);
    Files.delete(image);
  }

  private String root(String option, Object source, Object... options) {
    List<Object> line = new ArrayList<>(List.of("build", "v", "--replace", "--json"));
    line.addAll(List.of(option, source));
    line.addAll(List.of(options));
    return tinyvol.run(line.toArray()).ok().text("root");
  }

  private Path copy(String change) throws Exception {
    Path copy = folder.resolve("copy");
    Commands.run("cp", "-a", tree.toString(), copy.toString());
    Scripts.run(copy, change + "\nfind . -depth -exec touch -h -d @1234567890.5 {} +");
    return copy;
  }

  @Test
  void exclude() throws Exception {
    Path expected = copy("rm -r var/cache/* var/log/a.log var/log/old/b.log usr/lib/m.pyc home");
    String[] patterns = {"/var/cache/**", "*.log", "*.pyc", "/home"};
    List<Object> options = new ArrayList<>();
    for (String pattern : patterns) {
      options.addAll(List.of("--exclude", pattern));
    }
    assertAll(expected, options.toArray());
  }

  @Test
  void chown() throws Exception {
    assertAll(copy("chown -hR 70000:4294967294 ."), "--chown", "70000:4294967294");
  }

  @Test
  void oneFileSystem() throws Exception {
    Path mount = Files.createDirectories(tree.resolve("usr/mounted"));
    Files.writeString(mount.resolve("hidden"), "hidden");
    try (ScratchDisk disk = ScratchDisk.ext4(folder.resolve("disk"))) {
      Files.writeString(disk.path().resolve("inside"), "inside");
      Commands.run("mount", "--bind", disk.path().toString(), mount.toString());
      try {
        root("--from-dir", tree, "--one-file-system");
        String without = listing("/usr/mounted");
        assertFalse(without.contains("inside") || without.contains("hidden"), without);
        root("--from-dir", tree);
        assertTrue(listing("/usr/mounted").contains("/inside/"));
      } finally {
        Mounts.unmount(mount);
      }
    }
  }

  /** What is in a folder of the volume. */
  private String listing(String path) throws Exception {
    Path image = folder.resolve("listed.ext4");
    tinyvol.run("export", "v", image).ok();
    String names = Commands.run("debugfs", "-R", "ls -p " + path, image.toString());
    Files.delete(image);
    return names;
  }
}
