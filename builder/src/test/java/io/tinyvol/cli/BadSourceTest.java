package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders, archives and images that cannot become a volume: one line names what is wrong with which
 * entry, nothing is published, and nothing is written but into the store.
 */
class BadSourceTest {
  @TempDir Path folder;
  private TestCommand tinyvol;

  @BeforeEach
  void makeVolume() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    Path tree = Files.createDirectory(folder.resolve("good"));
    Files.writeString(tree.resolve("file"), "content");
    tinyvol.run("build", "good", "--from-dir", tree).ok();
  }

  private void refused(String says, Object... args) throws Exception {
    refused(ExitCode.USAGE, says, args);
  }

  private void refused(ExitCode code, String says, Object... args) throws Exception {
    List<Object> line = new ArrayList<>(List.of("build", "bad"));
    line.addAll(List.of(args));
    refused(code, says, () -> tinyvol.run(line.toArray()));
  }

  private interface Run {
    TestCommand.Result run() throws Exception;
  }

  private void refused(ExitCode code, String says, Run run) throws Exception {
    String volumes = tinyvol.run("ls", "--json").ok().out();
    String files = files();
    TestCommand.Result result = run.run();
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(says), () -> says + " is not in: " + result.err());
    assertEquals(code.code(), result.exit(), result.err());
    assertEquals("", result.out());
    assertEquals(volumes, tinyvol.run("ls", "--json").ok().out());
    assertEquals(files, files());
    assertArrayEquals(new String[0], folder.resolve("store/tmp").toFile().list());
  }

  /** All but the store's. */
  private String files() throws Exception {
    String store = folder.resolve("store").toString();
    String[] find = {"find", folder.toString(), "-path", store, "-prune", "-o", "-printf"};
    List<String> line = new ArrayList<>(List.of(find));
    line.add("%p %y %m %s %T@ %C@\n");
    return Commands.run(line.toArray(String[]::new));
  }

  private Path tar(UnaryOperator<TarMaker> entries) throws IOException {
    return Files.write(folder.resolve("bad.tar"), entries.apply(new TarMaker()).finish());
  }

  private void refusedTar(String says, UnaryOperator<TarMaker> entries) throws Exception {
    refused("/bad.tar: " + says, "--from-tar", tar(entries));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void namesThatLeadOut() throws Exception {
    refusedTar("../escaped: its name has '..'", t -> t.file("../escaped", "x"));
    refusedTar("a/../../escaped: its name has '..'", t -> t.file("a/../../escaped", "x"));
    String absolute = folder + "/escaped";
    refusedTar(absolute + ": its name is absolute", t -> t.file(absolute, "x"));
    refusedTar("h: a link to ../good/file: ", t -> t.link("h", "../good/file"));
    refusedTar(
        "l/escaped: a link among its folders leads out",
        t -> t.symlink("l", "..").file("l/escaped", "x"));
    refusedTar(
        "l/escaped: a link among its folders leads out",
        t -> t.symlink("d", "../..").symlink("l", "d/tmp").file("l/escaped", "x"));
    // Links are the volume's own affair as long as nothing is put through them.
    tinyvol.run("build", "links", "--from-tar", tar(t -> t.symlink("l", "../../out"))).ok();
  }

  @Test
  void namesAndKinds() throws Exception {
    String longName = "n".repeat(256);
    refusedTar("d/" + longName.substring(0, 10), t -> t.pax("path", "d/" + longName).file("x", ""));
    refusedTar("./f: the archive has it twice", t -> t.file("f", "1").file("./f", "2"));
    refusedTar("f/g: it lies below f, which is no folder", t -> t.file("f", "").file("f/g", ""));
    refusedTar("a/f: a loop of links", t -> t.symlink("a", "b").symlink("b", "a").file("a/f", ""));
    refusedTar("h: a link to h, which is not there", t -> t.link("h", "h"));
    refused("/lost+found: it is not a", "--from-tar", tar(t -> t.file("lost+found", "")));
    Path device = tar(t -> t.header('3', "dev/null", "", 0, 1, 3));
    refused("dev/null: a device, which --no-devices", "--from-tar", device, "--no-devices");
    refusedTar("an entry without a name", t -> t.file("", ""));
    refused(
        "/bad.tar: it is empty", "--from-tar", Files.write(folder.resolve("bad.tar"), new byte[0]));
  }

  @Test
  void sizesThatLie() throws Exception {
    refusedTar("f: the archive ends in the middle", t -> t.header('0', "f", "", 1 << 20));
    refusedTar(
        "f: a sparse file of 10 bytes of data, of which the archive has 3",
        t -> t.pax("GNU.sparse.size", "99", "GNU.sparse.map", "0,10").file("f", "abc"));
    String tooLarge = Long.toString(17L << 40);
    refusedTar(
        "f: a file of " + tooLarge + " bytes, and ",
        t -> t.pax("GNU.sparse.size", tooLarge, "GNU.sparse.map", "").file("f", ""));
    refusedTar("f: ", t -> t.pax("size", "9223372036854775807").file("f", "abc"));
    refusedTar("f: ", t -> t.pax("size", "-1").file("f", "abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "xz"})
  void compression(String program) throws Exception {
    tar(t -> t.file("f", latin1(Trees.text(new Random(1), 300_000))));
    Scripts.run(folder, program + " -q < bad.tar > sound && rm bad.tar");
    tinyvol.run("build", "sound", "--from-tar", folder.resolve("sound")).ok();
    byte[] sound = Files.readAllBytes(folder.resolve("sound"));
    Path bad = folder.resolve("bad");
    for (int cut : new int[] {1, 5, sound.length / 2, sound.length - 7}) {
      Files.write(bad, Arrays.copyOf(sound, sound.length - cut));
      refused("/bad: ", "--from-tar", bad);
    }
    for (int at = sound.length / 4; at < sound.length; at += sound.length / 4) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 0x40;
      Files.write(bad, damaged);
      refused("/bad: ", "--from-tar", bad);
    }
    Scripts.run(folder, "head -c 3000000 /dev/zero | " + program + " -q > bad");
    refused("allow more with --max-unpacked", "--from-tar", bad, "--max-unpacked", "1M");
  }

  @Test
  void layersThatAreNotWhatTheManifestSays() throws Exception {
    Files.write(folder.resolve("1.tar"), new TarMaker().file("f", "content").finish());
    Files.write(folder.resolve("2.tar"), new TarMaker().file("../escaped", "content").finish());
    byte[] bomb = new byte[3 << 20];
    Files.write(folder.resolve("3.tar"), new TarMaker().file("z", latin1(bomb)).finish());
    Scripts.run(
        folder,
        """
        umoci init --layout image && umoci new --image image:v0
        for i in 1 2 3; do umoci raw add-layer --image image:v0 --tag v$i $i.tar; done
        cp -r image flipped && cp -r image missing && cp -r image short
        """);
    Path image = folder.resolve("image");
    tinyvol.run("build", "v1", "--from-oci", image + ":v1").ok();
    refused("../escaped: its name has '..'", "--from-oci", image + ":v2");
    refused("--max-unpacked", "--from-oci", image + ":v3", "--max-unpacked", "1M");
    refused("several images; name one as LAYOUT:TAG: v0, v1", "--from-oci", image);
    refused(
        ExitCode.NOT_FOUND,
        "image: no image has the name v9; there are v0,",
        "--from-oci",
        image + ":v9");
    // Of what v1 is made of, its one layer is what gzip made; of that, a byte that says nothing.
    Scripts.run(
        folder,
        """
        umoci stat --image image:v1 --json | grep -o 'sha256:[0-9a-f]*' | sed 's/.*://' > digests
        for i in $(cat digests); do gzip -t image/blobs/sha256/$i 2> /dev/null && layer=blobs/sha256/$i; done
        printf '\\001' | dd of=flipped/$layer bs=1 seek=9 conv=notrunc status=none
        rm missing/$layer && truncate -s -1 short/$layer
        """);
    for (String bad : new String[] {"flipped", "missing", "short"}) {
      refused("sha256:", "--from-oci", folder.resolve(bad) + ":v1");
    }
  }

  @Test
  void moreThanFits() throws Exception {
    TarMaker many = new TarMaker();
    for (int i = 0; i < 30_000; i++) {
      many.file("f" + i, "");
    }
    Path tar = Files.write(folder.resolve("many.tar"), many.finish());
    refused("the tree needs ", "--from-tar", tar, "--size", "8M");
    Path tree = Trees.make(folder.resolve("tree"), 1);
    refused(" bytes", "--from-dir", tree, "--size", "8M");
    String err = tinyvol.run("build", "bad", "--from-dir", tree, "--size", "8M").err();
    String needed = err.replaceAll("(?s).*needs (\\d+) bytes.*", "$1");
    tinyvol.run("build", "fits", "--from-dir", tree, "--size", needed).ok();
    long less = Long.parseLong(needed) - 4096;
    refused("needs " + needed + " bytes", "--from-dir", tree, "--size", less);
  }

  @Test
  void fileThatIsTooLarge() throws Exception {
    try (ScratchDisk disk = ScratchDisk.xfs(folder.resolve("disk"))) {
      Path tree = disk.path().resolve("tree");
      Files.createDirectories(tree.resolve("sub"));
      Commands.run("truncate", "-s", "17T", tree.resolve("sub/large").toString());
      refused("/sub/large: ", "--from-dir", tree);
    }
  }

  /** As root without the right to read what it may not: what any other user is. */
  @Test
  void filesThatMayNotBeRead() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Scripts.run(tree, "mkdir closed && touch closed/f && echo x > secret");
    for (String name : new String[] {"secret", "closed"}) {
      Scripts.run(tree, "chmod 0755 * && chmod 0 " + name);
      ProcessBuilder build = tinyvol.process("build", "bad", "--from-dir", tree);
      build.command().addAll(0, List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
      refused(
          ExitCode.FAILED,
          tree.resolve(name) + ": permission denied",
          () -> TestCommand.end(build));
    }
  }
}
