package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.RandomTree;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree gives the same volume from a folder, from a tar and from the layers of an image. */
class SameRootTest {
  private static final String TAR =
      "tar --format=pax --xattrs --xattrs-include='*' --acls --numeric-owner";

  private static final int TRIALS = 15;

  @TempDir static Path shared;
  private static Path tree;
  private static TestCommand tinyvol;
  private static String root;

  @TempDir Path folder;

  @BeforeAll
  static void makeTree() throws Exception {
    Commands.need("setfattr", "setfacl", "setcap", "tar", "umoci", "skopeo", "gzip", "zstd", "xz");
    // No device with several names: GNU tar makes several devices of it.
    tree = Trees.make(shared.resolve("tree"), 23);
    Scripts.run(
        tree,
        """
        echo latin > "$(printf 'caf\\351')"
        mkdir -p "$(printf 'd\\377/\\200')" && echo x > "$(printf 'd\\377/\\200/x')"
        ln usr/lib/f2 etc/linked && ln -s "$(printf 'nowhere\\376')" dangling && ln dangling linked-symlink
        mkfifo pipe && mknod null c 1 3 && mknod disk b 259 1048575
        mkdir -p a/deep/folder/of/many/names && mkdir -m 1777 tmp && mkdir -m 2750 etc/set-gid
        chown 70000:4294967294 usr/bin/b2 etc/set-gid && chown -h 5:6 dangling && chmod 4755 usr/bin/b1
        setfattr -n user.empty usr/lib/f3 && setfattr -n user.binary -v 0x00ff0a3d5c usr/lib/f4
        setfattr -n user.long -v "$(printf '%03000d' 1)" usr/lib && setfattr -h -n trusted.x -v y dangling
        setfacl -m u:1000:rw,g:70000:r usr/lib/f5 && setfacl -m d:u:1:rwx,d:o::- etc
        setcap cap_net_raw+ep usr/bin/b3
        find . -depth -exec touch -h -d '2019-08-07 06:05:04.030201001 UTC' {} +
        touch -d '1960-05-04 03:02:01.999999999 UTC' usr/lib/f6 && touch -d '2040-01-01 UTC' usr/lib/f7
        touch -h -d '2000-01-01 00:00:00.5 UTC' dangling etc
        """);
    tinyvol = new TestCommand(shared.resolve("store"));
    root = root("--from-dir", tree);
  }

  private static String root(Object... args) {
    return root(tinyvol, args);
  }

  private static String root(TestCommand tinyvol, Object... args) {
    List<Object> line = new ArrayList<>(List.of("build", "v", "--replace", "--json"));
    line.addAll(List.of(args));
    return tinyvol.run(line.toArray()).ok().text("root");
  }

  /** A tar of the whole tree, packed by a program. */
  private Path tar(String pack) throws Exception {
    Path tar = folder.resolve("packed.tar");
    Scripts.run(folder, TAR + " -C '" + tree + "' -c . | " + pack + " > packed.tar");
    return tar;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "gzip -1", "zstd -q", "xz -0"})
  void tarFromFileAndFromStandardInput(String pack) throws Exception {
    Path tar = tar(pack);
    assertEquals(root, root("--from-tar", tar), "from a file");
    ProcessBuilder piped = tinyvol.process("build", "w", "--replace", "--json", "--from-tar", "-");
    piped.command().addAll(0, List.of("sh", "-c", "cat \"$0\" | \"$@\"", tar.toString()));
    assertEquals(root, TestCommand.end(piped).ok().text("root"), "from a pipe");
  }

  @Test
  void orderOfEntriesDoesNotMatter() throws Exception {
    // The other way round: folders come after what is in them.
    Scripts.run(
        tree,
        "find . -print0 | LC_ALL=C sort -rz | "
            + TAR
            + " -c --no-recursion --null -T - > ../reversed.tar");
    assertEquals(root, root("--from-tar", shared.resolve("reversed.tar")));
  }

  @Test
  void holesInTheTarAreHoles() throws Exception {
    Scripts.run(folder, TAR + " --sparse -C '" + tree + "' -cf sparse.tar .");
    assertEquals(root, root("--from-tar", folder.resolve("sparse.tar")));
  }

  @Test
  void randomTrees() throws Exception {
    try (ScratchDisk disk = ScratchDisk.ext4(folder.resolve("disk"))) {
      Trials.run(
          TRIALS,
          random -> {
            byte[] tar = RandomTree.tar(random);
            Path unpacked = RandomTree.unpack(tar, disk.path().resolve("tree"));
            try {
              Path file = Files.write(folder.resolve("random.tar"), tar);
              assertEquals(root("--from-dir", unpacked), root("--from-tar", file));
            } finally {
              Commands.run("rm", "-rf", unpacked.toString());
            }
          });
    }
  }

  /** What the last layers make right: older content, files that go, folders without attributes. */
  private Path layers() throws Exception {
    Path layers = folder.resolve("layers");
    Commands.run("cp", "-a", tree.toString(), layers.toString());
    Scripts.run(
        layers,
        """
        mkdir gone usr/lib/gone-too && echo x > gone/file && echo x > usr/lib/gone-too/file
        echo old > usr/lib/f1 && rm -r opt && echo file > opt && echo x > usr/share
        echo more > etc/more && setfattr -n user.old -v x usr/bin usr/bin/b4
        $TAR -cf ../1.tar gone usr opt etc/more
        rm -r gone usr/lib/gone-too usr/share opt usr/lib/f1 usr/bin/b4 etc/more
        cp -a "$TREE/opt" . && cp -a "$TREE/usr/lib/f1" usr/lib/ && cp -a "$TREE/usr/bin/b4" usr/bin/
        touch .wh.gone usr/lib/.wh.gone-too usr/.wh.share etc/.wh.more
        $TAR -cf ../2.tar .wh.gone usr/lib/.wh.gone-too usr/.wh.share etc/.wh.more usr/lib/f1 usr/bin/b4 opt
        find . -name '.wh.*' -delete
        $TAR -cf ../3.tar usr/lib/f2 etc/linked && tar --delete -f ../3.tar usr/lib/f2
        cd "$TREE"
        find . \\( -type f -o -type d \\) ! -path './usr/*' ! -path './opt*' ! -path './etc/linked' -print0 > $NAMES
        find . ! -type f ! -type d -print0 >> $NAMES
        $TAR -c --no-recursion --null -T $NAMES -f "$OLDPWD/../4.tar"
        find . -type d -print0 > $NAMES
        $TAR -c --no-recursion --null -T $NAMES -f "$OLDPWD/../5.tar"
        cd "$OLDPWD/.."
        umoci init --layout image && umoci new --image image:v0
        for i in 1 2 3 4 5; do umoci raw add-layer --image image:v$((i - 1)) --tag v$i $i.tar; done
        """
            .replace("$TAR", TAR)
            .replace("$TREE", tree.toString())
            .replace("$NAMES", folder.resolve("names").toString()));
    return folder.resolve("image");
  }

  @Test
  void layersOfAnImage() throws Exception {
    Path image = layers();
    assertNotEquals(root, root("--from-oci", image + ":v1"));
    assertEquals(root, root("--from-oci", image + ":v5"));
    Scripts.run(
        folder,
        """
        skopeo copy -q oci:image:v5 docker-archive:docker.tar:name:tag
        skopeo copy -q oci:image:v5 oci-archive:oci.tar:tag
        skopeo copy -q --dest-compress --dest-compress-format zstd oci:image:v5 oci:zstd:tag
        """);
    for (String other : new String[] {"docker.tar", "oci.tar:tag", "zstd:tag"}) {
      assertEquals(root, root("--from-oci", folder.resolve(other)), other);
    }
  }

  @Test
  void otherStoresGiveTheSameRoot() throws Exception {
    TestCommand other = new TestCommand(folder.resolve("other"));
    assertEquals(root, root(other, "--from-dir", tree));
    TestCommand compressed = new TestCommand(folder.resolve("compressed"));
    compressed.run("init", "--compression", "lz4").ok();
    assertEquals(root, root(compressed, "--from-tar", tar("cat")));
  }

  @Test
  void timesAreNotLaterThanSourceDateEpoch() throws Exception {
    String epoch = "1500000000";
    String clamped = withEpoch(epoch, "--from-dir", tree);
    assertNotEquals(root, clamped);
    Path image = folder.resolve("image.ext4");
    tinyvol.run("export", "epoch", image).ok();
    assertEquals(clamped, withEpoch(epoch, "--from-tar", tar("cat")));
    Path copy = folder.resolve("copy");
    Commands.run("cp", "-a", tree.toString(), copy.toString());
    Scripts.run(
        copy,
        "find . -depth -newermt @EPOCH -exec touch -h -d @EPOCH {} +".replace("EPOCH", epoch));
    new VolumeOracle(folder.resolve("oracle")).same(image, copy);
    ProcessBuilder wrong = tinyvol.process("build", "wrong", "--from-dir", tree);
    wrong.environment().put("SOURCE_DATE_EPOCH", "yesterday");
    TestCommand.Result result = TestCommand.end(wrong);
    assertEquals(ExitCode.USAGE.code(), result.exit());
    assertTrue(result.err().contains("SOURCE_DATE_EPOCH is not a number"), result.err());
  }

  private static String withEpoch(String epoch, Object... source) throws Exception {
    List<Object> line = new ArrayList<>(List.of("build", "epoch", "--replace", "--json"));
    line.addAll(List.of(source));
    ProcessBuilder build = tinyvol.process(line.toArray());
    build.environment().put("SOURCE_DATE_EPOCH", epoch);
    return TestCommand.end(build).ok().text("root");
  }

  @Test
  void optionsOfTheFileSystemTakeEffect() throws Exception {
    String uuid = "01234567-89ab-4cde-8f01-23456789abcd";
    assertShows("--fs-label", "text with spaces", "Filesystem volume name:   text with spaces\n");
    assertShows("--fs-uuid", uuid, "Filesystem UUID:          " + uuid + "\n");
    assertShows("--journal", "16M", "Total journal size:       16M\n");
    assertShows("--journal", "auto", "has_journal ");
    assertShows("--size", "1G", "Block count:              262144\n");
    assertEquals(root, root("--from-dir", tree, "--journal", "auto"));
    String shown = assertShows("--journal", "none", "Filesystem state:         clean\n");
    assertTrue(!shown.contains("has_journal"), shown);
  }

  private String assertShows(String option, String value, String line) throws Exception {
    String fromFolder = root("--from-dir", tree, option, value);
    assertEquals(fromFolder, root("--from-tar", tar("cat"), option, value), option);
    Path image = folder.resolve("option.ext4");
    tinyvol.run("export", "v", image).ok();
    new VolumeOracle(folder.resolve("oracle-of-option")).clean(image);
    String shown = Commands.run("dumpe2fs", "-h", image.toString());
    assertTrue(shown.contains(line), shown);
    Files.delete(image);
    return shown;
  }
}
