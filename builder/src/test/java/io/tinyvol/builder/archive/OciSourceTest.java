package io.tinyvol.builder.archive;

import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.oci.OciReference;
import io.tinyvol.oci.Platform;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.testing.LayeredImage;
import io.tinyvol.testing.Scripts;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of several layers, in every form, give the tree that umoci unpacks. */
final class OciSourceTest {
  private static final int WINDOW_BYTES = 64 << 10;

  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void makeImage() throws Exception {
    LayeredImage.make(shared);
  }

  private static Folder read(MemoryContentStore store, OciReference image) throws Exception {
    try (IngestSession session = store.newSession("a test")) {
      return OciSource.read(
          FilePlace.of(image.path()),
          image.tag(),
          Platform.ofHost(),
          ArchiveOptions.DEFAULT,
          session,
          WINDOW_BYTES,
          Progress.NONE);
    }
  }

  private void assertExpected(String reference) throws Exception {
    MemoryContentStore store = new MemoryContentStore();
    SortedMap<String, String> ours =
        TreeListing.of(read(store, OciReference.parse(shared + "/" + reference)), store);
    SortedMap<String, String> theirs =
        TreeListing.ofFolder(shared.resolve("expected/rootfs"), temp);
    TreeListing.assertSame(theirs, ours);
  }

  @Test
  void layoutInFolder() throws Exception {
    assertExpected("image:v5");
  }

  @Test
  void layoutInArchive() throws Exception {
    Scripts.run(shared, "skopeo copy -q oci:image:v5 oci-archive:archive.tar:name:v4");
    assertExpected("archive.tar");
    assertExpected("archive.tar:v4");
  }

  @Test
  void dockerArchive() throws Exception {
    Scripts.run(shared, "skopeo copy -q oci:image:v5 docker-archive:docker.tar:repo/name:v4");
    assertExpected("docker.tar:repo/name:v4");
  }

  @Test
  void zstdLayers() throws Exception {
    Scripts.run(
        shared,
        "skopeo copy -q --dest-compress-format zstd --dest-compress oci:image:v5 oci:zstd:v4");
    assertExpected("zstd:v4");
  }

  @Test
  void dockerManifestInFolder() throws Exception {
    Scripts.run(shared, "mkdir untarred && skopeo copy -q oci:image:v5 docker-archive:d2.tar:r:v4");
    Scripts.run(shared, "tar -xf d2.tar -C untarred");
    assertExpected("untarred");
    Files.delete(shared.resolve("d2.tar"));
  }
}
