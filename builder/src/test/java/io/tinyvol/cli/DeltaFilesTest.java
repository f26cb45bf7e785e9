package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is installed in a volume is stored once with what is built from folders. */
@Timeout(300)
class DeltaFilesTest {
  private static final int MIB = 1 << 20;
  private static final int LARGE_BYTES = 3_000_001;

  @TempDir Path folder;
  private Path store;
  private Path tree;
  private Path image;
  private TestCommand tinyvol;

  @BeforeEach
  void build() throws Exception {
    Commands.need("nbdcopy", "unshare", "mount", "diff", "e2fsck", "dumpe2fs");
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    tree = Trees.makeSmall(folder.resolve("tree"), 5);
    image = folder.resolve("exported");
    tinyvol.run("build", "base", "--from-dir", tree, "--size", "32M").ok();
    tinyvol.run("clone", "base", "vm").ok();
  }

  /** Runs a script in a mount of the image, and of the tree as {@code $1}. */
  private void inMount(String script) throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    String all =
        "set -e; mount -o loop \"$0\" \"$2\"; cd \"$2\"; " + script + "; cd /; umount \"$2\"";
    Commands.run(
        "unshare", "-m", "bash", "-c", all, image.toString(), tree.toString(), root.toString());
  }

  private void export() throws Exception {
    Files.deleteIfExists(image);
    tinyvol.run("export", "vm", image).ok();
    Commands.run("e2fsck", "-fn", image.toString());
  }

  /** Writes the image into the served volume. */
  private void writeBack() throws Exception {
    Nbd.serve(store, "vm", uri -> Commands.run("nbdcopy", "--flush", image.toString(), uri));
  }

  private static final String SAME = "diff -r --no-dereference -x lost+found \"$1\" .";

  @Test
  void whatWasInstalledIsSharedWithABuild() throws Exception {
    Trees.addPackage(tree, 77);
    export();
    inMount("cp -a \"$1\"/usr/share usr/");
    writeBack();
    TestCommand.Result committed = tinyvol.run("commit", "vm", "--json").ok();
    assertEquals(2, committed.number("revision"));
    assertTrue(committed.number("newBytes") > 400_000, committed::toString);
    Path written = Files.move(image, folder.resolve("written"));
    export();
    Commands.run("cmp", written.toString(), image.toString());
    TestCommand.Result built =
        tinyvol.run("build", "full", "--from-dir", tree, "--size", "32M", "--json").ok();
    assertTrue(built.number("newBytes") < 200_000, built::toString);
    inMount(SAME);
    tinyvol.run("check", "--deep").ok();
  }

  @Test
  void whatIsFreeIsDropped() throws Exception {
    export();
    Files.delete(tree.resolve("var/large"));
    inMount("cp var/large new; sync; rm var/large new");
    writeBack();
    TestCommand.Result committed = tinyvol.run("commit", "vm", "--drop-free", "--json").ok();
    assertTrue(committed.number("droppedBytes") > LARGE_BYTES, committed::toString);
    assertTrue(committed.number("newBytes") < 200_000, committed::toString);
    long data = tinyvol.run("info", "base", "--json").ok().number("dataBytes");
    long left = tinyvol.run("info", "vm", "--json").ok().number("dataBytes");
    assertTrue(left < data - LARGE_BYTES + 200_000, left + " of " + data);
    export();
    inMount(SAME);
  }

  @Test
  void sizesAreChangedWithTheFileSystem() throws Exception {
    Nbd.serve(store, "vm", uri -> Nbd.io(uri, "discard 31M 64k"));
    TestCommand.Result grown = tinyvol.run("resize", "vm", "64M", "--filesystem", "--json").ok();
    assertEquals(64L * MIB, grown.number("virtualBytes"));
    export();
    assertEquals(64L * MIB, Files.size(image));
    assertEquals(64 * MIB / 4096, blocks());
    inMount(SAME);
    assertEquals(ExitCode.USAGE.code(), tinyvol.run("resize", "vm", "48M").exit());
    tinyvol.run("resize", "vm", "80M").ok();
    export();
    assertEquals(80L * MIB, Files.size(image));
    assertEquals(64 * MIB / 4096, blocks());
    tinyvol.run("resize", "vm", "64M").ok();
    export();
    assertEquals(64L * MIB, Files.size(image));
    assertEquals(4, tinyvol.run("info", "vm", "--json").ok().number("revision"));
    tinyvol.run("check").ok();
  }

  private int blocks() throws Exception {
    return Commands.run("dumpe2fs", "-h", image.toString())
        .lines()
        .filter(line -> line.startsWith("Block count:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToInt(Integer::parseInt)
        .sum();
  }
}
