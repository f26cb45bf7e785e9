package io.tinyvol.builder.archive;

import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.Trees;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that GNU tar, libarchive and compressors make give the tree that they were made of. */
final class TarSourceTest {
  private static final int WINDOW_BYTES = 64 << 10;

  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void makeTree() throws Exception {
    Path tree = Trees.makeSmall(shared.resolve("tree"), 7);
    Scripts.run(
        tree,
        """
        printf 'caf\\351' > "$(printf 'caf\\351')"
        mkdir -p "$(printf 'd\\377/\\200')" && echo x > "$(printf 'd\\377/\\200/x')"
        ln usr/lib/f1 linked-file
        ln -s "$(printf 'nowhere\\376')" dangling && ln dangling linked-symlink
        mkfifo pipe
        mknod null c 1 3 && mknod disk b 259 1048575
        chmod 4755 usr/bin/b1 && chmod 1777 var && chown 12345:54321 usr/bin/b2
        touch -d '@1234567890' -h usr/lib/* usr/bin/* var/* etc/* opt/* bin dangling pipe null disk
        touch -d '@1234567890' linked-file caf* d*/*/x d*/* d*
        touch -d '@1234567890' usr/lib usr/bin usr var etc opt .
        """);
  }

  private static Folder read(MemoryContentStore store, Path archive) throws Exception {
    try (IngestSession session = store.newSession("a test")) {
      Folder root =
          TarSource.read(
              FilePlace.of(archive), ArchiveOptions.DEFAULT, session, WINDOW_BYTES, Progress.NONE);
      session.commit();
      return root;
    }
  }

  private void assertSame(Path tree, Path archive) throws Exception {
    MemoryContentStore store = new MemoryContentStore();
    SortedMap<String, String> ours = TreeListing.of(read(store, archive), store);
    SortedMap<String, String> theirs = TreeListing.ofFolder(tree, temp);
    TreeListing.assertSame(theirs, ours);
  }

  private Path tar(Path tree, String options) throws Exception {
    Path archive = temp.resolve("archive.tar");
    String[] command =
        List.of(("tar " + options + " -cf " + archive + " -C " + tree + " .").split(" +"))
            .toArray(String[]::new);
    Commands.run(command);
    return archive;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=gnu",
        "--format=gnu --sparse",
        "--format=oldgnu",
        "--format=ustar",
        "--format=pax",
        "--format=pax --sparse --sparse-version=0.0",
        "--format=pax --sparse --sparse-version=0.1",
        "--format=pax --sparse --sparse-version=1.0",
      })
  void everyFormatOfGnuTar(String options) throws Exception {
    assertSame(shared.resolve("tree"), tar(shared.resolve("tree"), options));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "xz"})
  void compressed(String program) throws Exception {
    Path archive = tar(shared.resolve("tree"), "");
    Commands.run(program, "-1", "-q", archive.toString());
    Path packed;
    try (var files = Files.list(temp)) {
      packed = files.filter(f -> f.toString().contains(".tar.")).findFirst().orElseThrow();
    }
    assertSame(shared.resolve("tree"), packed);
  }

  @Test
  void unixV7() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("tree"));
    Scripts.run(
        tree, "mkdir d && echo x > d/f && ln -s f d/l && ln d/f h && touch -hd @1 d/l d/f d .");
    assertSame(tree, tar(tree, "--format=v7"));
  }
}
