package io.tinyvol.builder.folder;

import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Makes folders with a shell, reads them, and looks into the trees. */
final class FolderTrees {
  static final int WINDOW_BYTES = 64 << 10;

  private FolderTrees() {}

  /** Runs a script in a folder. */
  static String shell(Path folder, String script) throws IOException, InterruptedException {
    return Commands.run("bash", "-ec", "cd \"$0\" && " + script, folder.toString());
  }

  static Folder read(Path folder, MemoryContentStore store) throws IOException {
    return read(folder, FolderOptions.ALL, store, FileCache.NONE);
  }

  static Folder read(Path folder, FolderOptions options, MemoryContentStore store, FileCache cache)
      throws IOException {
    try (IngestSession session = store.newSession("a test")) {
      Folder tree =
          FolderSource.read(
              FilePlace.of(folder), options, session, WINDOW_BYTES, cache, Progress.NONE);
      session.commit();
      return tree;
    }
  }

  /** What has a path in a tree. */
  static Node at(Folder tree, String path) {
    Node node = tree;
    for (String name : path.split("/", -1)) {
      FileName bytes = FileName.of(name.getBytes(StandardCharsets.UTF_8));
      node = Objects.requireNonNull(((Folder) node).child(bytes), path + " is not there");
    }
    return node;
  }

  /** A file's bytes, as its pieces have them. */
  static byte[] bytes(Node node, MemoryContentStore store) {
    FileContent content = ((RegularFile) node).content();
    byte[] bytes = new byte[Math.toIntExact(content.sizeBytes())];
    for (int i = 0; i < content.pieces(); i++) {
      Digest chunk = content.chunk(i);
      byte[] piece =
          Objects.requireNonNull(
              store.contents(ContentKind.CHUNK).get(chunk), chunk + " is missing");
      int at = Math.toIntExact(content.startBlock(i) * FileContent.BLOCK_BYTES);
      System.arraycopy(piece, 0, bytes, at, piece.length);
    }
    return bytes;
  }

  /** All files of a tree but its root, with paths that have a character for each byte. */
  static void forEach(Folder tree, String prefix, BiConsumer<String, Node> consumer) {
    tree.children()
        .forEach(
            (name, node) -> {
              String path = prefix + new String(name.bytes(), StandardCharsets.ISO_8859_1);
              consumer.accept(path, node);
              if (node instanceof Folder below) {
                forEach(below, path + "/", consumer);
              }
            });
  }
}
