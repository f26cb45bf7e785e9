package io.tinyvol.builder.archive;

import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.oci.OciReference;
import io.tinyvol.oci.Platform;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.volume.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/** Reads archives and images as builds do, into a store in memory. */
final class ArchiveTrees {
  static final int WINDOW_BYTES = 64 << 10;

  /** Limits that small tests do not reach unless they mean to. */
  static final ArchiveOptions SMALL = new ArchiveOptions(8 << 20, true, Exclusions.NONE);

  private ArchiveTrees() {}

  static Folder read(byte[] archive) throws IOException {
    return read(archive, SMALL);
  }

  static Folder read(byte[] archive, ArchiveOptions options) throws IOException {
    try (IngestSession session = new MemoryContentStore().newSession("a test")) {
      return TarSource.read(
          new ByteArrayInputStream(archive), "-", options, session, WINDOW_BYTES, Progress.NONE);
    }
  }

  /** What an archive becomes, in lines. */
  static SortedMap<String, String> list(Path archive, String... exclusions) throws IOException {
    MemoryContentStore store = new MemoryContentStore();
    ArchiveOptions options = new ArchiveOptions(1 << 30, true, Exclusions.of(List.of(exclusions)));
    try (IngestSession session = store.newSession("a test")) {
      return TreeListing.of(
          TarSource.read(FilePlace.of(archive), options, session, WINDOW_BYTES, Progress.NONE),
          store);
    }
  }

  /** What an image becomes, in lines. */
  static SortedMap<String, String> listImage(String reference) throws IOException {
    return listImage(reference, "linux/amd64");
  }

  static SortedMap<String, String> listImage(String reference, String platform) throws IOException {
    MemoryContentStore store = new MemoryContentStore();
    OciReference image = OciReference.parse(reference);
    try (IngestSession session = store.newSession("a test")) {
      return TreeListing.of(
          OciSource.read(
              FilePlace.of(image.path()),
              image.tag(),
              Platform.parse(platform),
              SMALL,
              session,
              WINDOW_BYTES,
              Progress.NONE),
          store);
    }
  }

  /** What lies at a path of plain names. */
  static Node at(Folder root, String path) {
    Node node = root;
    for (String part : path.split("/", -1)) {
      node = ((Folder) node).child(FileName.of(TarMaker.latin1(part)));
      Objects.requireNonNull(node, path);
    }
    return node;
  }
}
