package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.Sizes;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.TortureTree;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A volume of a folder is a sound ext4 file system which holds all that the folder held, as others
 * see it. The property {@code io.tinyvol.torture=long} adds folders of very many entries.
 */
class FolderVolumeTest {
  @TempDir Path folder;
  private TestCommand tinyvol;
  private VolumeOracle oracle;

  @BeforeEach
  void makeStore() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    oracle = new VolumeOracle(folder.resolve("oracle"));
  }

  @Test
  void everythingOnExt4() throws Exception {
    String[] options =
        "long".equals(System.getProperty("io.tinyvol.torture"))
            ? new String[] {"long"}
            : new String[0];
    try (ScratchDisk disk = ScratchDisk.ext4(folder.resolve("disk"))) {
      Path tree = TortureTree.make(disk.path().resolve("tree"), folder, options);
      oracle.same(export(build("v", tree)), tree);
      changesAndGrows(tree);
    }
  }

  @Test
  void everythingOnXfs() throws Exception {
    try (ScratchDisk disk = ScratchDisk.xfs(folder.resolve("disk"))) {
      Path tree = TortureTree.make(disk.path().resolve("tree"), folder, "xfs");
      oracle.same(export(build("v", tree)), tree);
    }
  }

  @Test
  void copiesOfFolderGiveTheSameVolume() throws Exception {
    try (ScratchDisk disk = ScratchDisk.ext4(folder.resolve("disk"));
        ScratchDisk other = ScratchDisk.xfs(folder.resolve("other"))) {
      Path tree = TortureTree.make(disk.path().resolve("tree"), folder, "xfs");
      String root = build("v", tree).text("root");
      assertEquals(root, build("again", tree).text("root"), "built again");
      Path copy = other.path().resolve("copy");
      // Not rsync: it takes away what XFS shows of lists of access as attributes, and the lists.
      Commands.run("cp", "-a", "--sparse=auto", tree.toString(), copy.toString());
      assertEquals(root, build("copy", copy).text("root"), "a copy on XFS");
    }
  }

  @Test
  void topOfFileSystemWithItsLostAndFound() throws Exception {
    try (ScratchDisk disk = ScratchDisk.ext4(folder.resolve("disk"))) {
      Path tree = disk.path();
      Files.write(tree.resolve("lost+found/found"), new byte[5000]);
      Files.writeString(tree.resolve("file"), "content");
      Path image = export(build("v", tree));
      oracle.same(image, tree);
      // What is at this place may differ between the two, so it is not compared above.
      String found = Commands.run("debugfs", "-R", "stat lost+found/found", image.toString());
      assertTrue(found.contains("Size: 5000"), found);
    }
  }

  @Test
  void emptyFolder() throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    oracle.same(export(build("v", tree)), tree);
    changesAndGrows(tree);
  }

  /** With room for what is written, which a volume of the default size may not have. */
  private void changesAndGrows(Path tree) throws Exception {
    Path image = export(build("roomy", tree, "--size", "1G"));
    oracle.survivesChanges(image, tree);
    oracle.grows(image, tree);
  }

  @ParameterizedTest
  @ValueSource(strings = {"16M", "100M", "128M", "129M", "131080K", "1G", "5G", "100G", "4T"})
  void sizes(String size) throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.write(tree.resolve("file"), new byte[] {1});
    TestCommand.Result built =
        tinyvol.run("build", "v", "--from-dir", tree, "--size", size, "--json").ok();
    assertEquals(Sizes.parse(size), built.number("virtualBytes"));
    oracle.same(export(built), tree);
  }

  private TestCommand.Result build(String name, Path tree, String... options) {
    List<Object> arguments = new ArrayList<>(List.of("build", name, "--from-dir", tree, "--json"));
    arguments.addAll(List.of(options));
    return tinyvol.run(arguments.toArray()).ok();
  }

  private Path export(TestCommand.Result built) {
    String name = built.text("volume");
    Path image = folder.resolve(name + ".ext4");
    tinyvol.run("export", name, image).ok();
    return image;
  }
}
