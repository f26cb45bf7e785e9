package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.RootNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Gives a mapping another size: reads and writes one node a level at most. */
public final class ManifestResize {
  private ManifestResize() {}

  /**
   * Puts the manifest of the same mapping for a volume of another size, larger or smaller, and
   * gives its root: the one that a {@link ManifestWriter} would give.
   *
   * @param base the mapping, which stays the caller's
   * @param nodes takes the nodes, and stays the caller's
   * @throws IllegalArgumentException if something is mapped after the new end, or there is no such
   *     size of a volume; see {@link #mappedEndBytes}
   * @throws io.tinyvol.cas.CorruptDataException if a node is missing or damaged
   */
  public static Digest withSize(ManifestReader base, long virtualBytes, ContentWriter nodes)
      throws IOException {
    VolumeGeometry geometry = new VolumeGeometry(virtualBytes, base.geometry().blockBytes());
    if (mappedEndBytes(base) > virtualBytes) {
      throw new IllegalArgumentException(
          "maps bytes up to " + mappedEndBytes(base) + ", after " + virtualBytes);
    }
    RootNode root = base.root();
    Optional<Digest> top = root.top();
    if (top.isPresent()) {
      top = Optional.of(topOf(base, top.get(), geometry.topLevel(), nodes));
    }
    RootNode resized = new RootNode(geometry, root.mappedBlocks(), root.extents(), top);
    return nodes.put(ContentKind.NODE, resized.encode());
  }

  /**
   * The same, but lets go what is mapped after the new end. Puts of other threads into the session
   * become durable as well.
   *
   * @param session takes the nodes; they are durable on return
   */
  public static Digest cutToSize(
      ContentStore content, IngestSession session, Digest root, long virtualBytes)
      throws IOException {
    Digest cut = root;
    try (ContentReader reader = content.newReader();
        ContentWriter nodes = session.newWriter()) {
      ManifestReader base = new ManifestReader(reader, root);
      if (mappedEndBytes(base) > virtualBytes) {
        ManifestEditor editor = new ManifestEditor(base, nodes);
        long endBlock = new VolumeGeometry(virtualBytes, base.geometry().blockBytes()).blocks();
        editor.replace(endBlock, base.geometry().blocks(), List.of());
        cut = editor.finish();
      }
    }
    session.commit(); // what was put is read next
    Digest resized;
    try (ContentReader reader = content.newReader();
        ContentWriter nodes = session.newWriter()) {
      resized = withSize(new ManifestReader(reader, cut), virtualBytes, nodes);
    }
    session.commit();
    return resized;
  }

  /**
   * Where what is mapped ends: the least size that {@link #withSize} takes. In whole blocks, but
   * not after the volume.
   */
  public static long mappedEndBytes(ManifestReader base) throws IOException {
    VolumeGeometry geometry = base.geometry();
    return Math.min(base.mappedEndBlock() * geometry.blockBytes(), geometry.virtualBytes());
  }

  /** The top node for another level. Whatever is mapped lies below the first child of each. */
  private static Digest topOf(ManifestReader base, Digest top, int level, ContentWriter nodes)
      throws IOException {
    RootNode root = base.root();
    Digest digest = top;
    for (int from = base.geometry().topLevel(); from > level; from--) {
      digest = base.interior(digest, from).child(0).digest();
    }
    for (int above = base.geometry().topLevel() + 1; above <= level; above++) {
      InteriorNode.Child child =
          new InteriorNode.Child(0, root.mappedBlocks(), root.extents(), digest);
      digest = nodes.put(ContentKind.NODE, InteriorNode.encode(above, List.of(child)));
    }
    return digest;
  }
}
