package io.tinyvol.volume.device;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.manifest.ManifestEditor;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Commits what is in layers the plain way: a chunk for each block of 4 KiB that is not zeros. */
final class TestCommit {
  private static final int UNIT_BYTES = 4096;

  private TestCommit() {}

  static Digest commit(VolumeStore store, VolumeHead frozen) throws IOException {
    int ratio = UNIT_BYTES / frozen.geometry().blockBytes();
    Digest root;
    try (IngestSession session = store.writableContent().newSession("a test")) {
      try (VolumeView view = store.devices().view(frozen.root(), frozen.layers());
          ContentReader nodes = store.content().newReader();
          ContentWriter writer = session.newWriter()) {
        ManifestEditor editor =
            new ManifestEditor(new ManifestReader(nodes, frozen.root()), writer);
        view.forEachChange(
            (offset, length) -> {
              List<Extent> extents = new ArrayList<>();
              for (long at = offset; at < offset + length; at += UNIT_BYTES) {
                ByteBuffer bytes = read(view, at);
                long block = at / UNIT_BYTES * ratio;
                long blocks = Math.min(ratio, frozen.geometry().blocks() - block);
                if (bytes.hasRemaining()) {
                  Digest chunk = writer.put(ContentKind.CHUNK, bytes);
                  extents.add(new Extent(block, (int) blocks, chunk, 0, UNIT_BYTES));
                }
              }
              long end = Math.ceilDiv(offset + length, UNIT_BYTES) * ratio;
              editor.replace(
                  offset / UNIT_BYTES * ratio, Math.min(end, frozen.geometry().blocks()), extents);
            });
        root = editor.finish();
      }
      session.commit();
    }
    return root;
  }

  /** A unit without the zeros at its end. */
  private static ByteBuffer read(VolumeView view, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(UNIT_BYTES);
    view.readFully(offset, bytes.limit((int) Math.min(UNIT_BYTES, view.sizeBytes() - offset)));
    int length = bytes.position();
    while (length > 0 && bytes.get(length - 1) == 0) {
      length--;
    }
    return bytes.flip().limit(length);
  }
}
