package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.TarMaker;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What layers do to one another, as umoci has it, and as the specification has it beyond. */
final class LayersTest {
  @TempDir Path temp;

  private SortedMap<String, String> ours(TarMaker... layers) throws Exception {
    byte[][] tars = new byte[layers.length][];
    for (int i = 0; i < layers.length; i++) {
      tars[i] = layers[i].finish();
    }
    ImageMaker image = new ImageMaker(temp.resolve("image"));
    image.index(image.image("amd64", ImageMaker.named("v"), tars));
    return ArchiveTrees.listImage(image.folder().toString());
  }

  private void assertAsUmoci(TarMaker... layers) throws Exception {
    SortedMap<String, String> ours = ours(layers);
    Scripts.run(temp, "umoci unpack --image image:v bundle");
    TreeListing.assertSame(
        withoutTimesOfFolders(TreeListing.ofFolder(temp.resolve("bundle/rootfs"), temp)),
        withoutTimesOfFolders(ours));
  }

  /** Whoever takes something away in a real folder changes its time; a layer does not. */
  private static SortedMap<String, String> withoutTimesOfFolders(SortedMap<String, String> lines) {
    lines.replaceAll((_, line) -> line.replaceFirst("^(d \\d+ \\d+:\\d+) \\d+\\.\\d+ ", "$1 "));
    return lines;
  }

  private static TarMaker layer() {
    return new TarMaker().folder("./");
  }

  @Test
  void foldersThatAreMadeAnew() throws Exception {
    assertAsUmoci(
        layer().folder("d").file("d/old", "1").folder("d/sub").file("d/sub/old", "2"),
        layer().file(".wh.d", "").folder("d").file("d/new", "3"));
  }

  @Test
  void opaqueMarkersAtTheStartAndTheEnd() throws Exception {
    assertAsUmoci(
        layer().folder("a").file("a/old", "1").folder("a/sub").file("a/sub/old", "2"),
        layer().folder("b").file("b/old", "1").folder("b/sub").file("b/sub/old", "2"),
        layer()
            .folder("a")
            .file("a/new", "3")
            .folder("a/sub")
            .file("a/sub/new", "4")
            .file("a/.wh..wh..opq", "")
            .folder("b")
            .file("b/.wh..wh..opq", "")
            .folder("b/sub")
            .file("b/sub/new", "5")
            .file("b/old", "again"));
  }

  @Test
  void hardLinksOutliveTheNamesBelow() throws Exception {
    assertAsUmoci(
        layer().folder("d").file("d/one", "1").file("d/kept", "k").link("d/other", "d/kept"),
        layer().link("d/two", "d/one").link("three", "d/one").symlink("s", "x").link("t", "s"),
        layer().file("d/.wh.one", "").file("d/kept", "new"),
        layer().file(".wh.d", "").link("four", "three"));
  }

  @Test
  void kindsThatChange() throws Exception {
    assertAsUmoci(
        layer()
            .folder("to-file")
            .folder("to-file/sub")
            .file("to-file/sub/f", "")
            .file("to-folder", "x")
            .symlink("link-to-folder", "real")
            .folder("real")
            .file("real/f", "f")
            .symlink("link-to-file", "real/f")
            .header('3', "device", "", 0, 1, 3),
        layer()
            .file("to-file", "now")
            .folder("to-folder")
            .file("to-folder/f", "")
            .folder("link-to-folder")
            .file("link-to-folder/own", "")
            .file("link-to-file", "own")
            .file("device", "no more"));
  }

  @Test
  void beneathLinkedParents() throws Exception {
    assertAsUmoci(
        layer()
            .folder("real")
            .folder("real/sub")
            .file("real/sub/old", "1")
            .file("real/gone", "2")
            .symlink("link", "real")
            .symlink("real/deep", "/real/sub"),
        layer()
            .file("link/.wh.gone", "")
            .file("link/new", "3")
            .file("link/deep/new", "4")
            .file("real/deep/.wh.old", "")
            .folder("real")
            .folder("real/sub"));
  }

  @Test
  void whiteoutsOfWhatIsNotThere() throws Exception {
    assertAsUmoci(
        layer().folder("d").file("d/f", ""),
        layer().folder("d").file("d/.wh.nothing", "").file(".wh.nowhere", ""));
  }

  /** "Whiteout files MUST only apply to resources in lower/parent layers", whatever the order. */
  @Test
  void whiteoutsSpareTheirOwnLayer() throws Exception {
    SortedMap<String, String> tree =
        ours(
            layer().folder("d").file("d/old", "1").file("f", "old").folder("x").file("x/y", ""),
            layer()
                .folder("d")
                .file("d/new", "2")
                .file("f", "new")
                .file("x", "file")
                .file(".wh.d", "")
                .file(".wh.f", "")
                .file(".wh.x", "")
                .file("missing/.wh.f", ""));
    assertEquals("[., ./d, ./d/new, ./f, ./x]", tree.keySet().toString());
    assertNull(tree.get("./missing"));
  }
}
