package io.tinyvol.fuzz;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.format.LeafNode;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest: nodes, each after its length in two bytes, the root last. Where a node has a digest
 * that begins with zero and the number of a node before, counted from 1, it gets that one's.
 */
public final class NodeFuzz {
  private static final int ROOT_DIGEST = 32;
  private static final int CHILD_BYTES = 56;
  private static final int FIRST_CHILD_DIGEST = 8 + 24;

  /** A manifest may name a node any number of times, so that a small one maps much. */
  private static final int MOST_EXTENTS = 2000;

  private static final class EnoughException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private NodeFuzz() {}

  /** Reads one manifest. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    try (MemoryContentStore store = new MemoryContentStore();
        IngestSession session = store.newSession("a test");
        ContentWriter writer = session.newWriter();
        ContentReader reader = store.newReader()) {
      Digest root = put(input, writer);
      if (root == null) {
        return;
      }
      try {
        walk(new ManifestReader(reader, root));
      } catch (CorruptDataException | EnoughException e) {
        // as documented
      }
    }
  }

  private static @Nullable Digest put(byte[] input, ContentWriter writer) throws IOException {
    List<Digest> digests = new ArrayList<>();
    for (int at = 0; at + 2 <= input.length; ) {
      int length = Byte.toUnsignedInt(input[at]) | Byte.toUnsignedInt(input[at + 1]) << 8;
      byte[] node = Arrays.copyOfRange(input, at + 2, Math.min(input.length, at + 2 + length));
      at += 2 + node.length;
      link(node, digests);
      digests.add(writer.put(ContentKind.NODE, ByteBuffer.wrap(node)));
    }
    return digests.isEmpty() ? null : digests.getLast();
  }

  private static void link(byte[] node, List<Digest> before) {
    boolean isRoot = node.length > 0 && node[0] == 'R';
    int step = isRoot ? Integer.MAX_VALUE / 2 : CHILD_BYTES;
    int first = isRoot ? ROOT_DIGEST : FIRST_CHILD_DIGEST;
    for (int at = first; at + Digest.BYTES <= node.length; at += step) {
      int number = Byte.toUnsignedInt(node[at + 1]);
      if (node[at] == 0 && number >= 1 && number <= before.size()) {
        before.get(number - 1).putTo(ByteBuffer.wrap(node).position(at));
      }
    }
  }

  private static void walk(ManifestReader manifest) throws IOException {
    long blocks = manifest.geometry().blocks();
    long[] seen = new long[2];
    for (long at : new long[] {0, 1, blocks / 2, Math.max(0, blocks - 1)}) {
      if (at < blocks) {
        check(manifest.find(at), manifest);
      }
      check(manifest.firstExtentAtOrAfter(at), manifest);
    }
    manifest.firstGapAtOrAfter(0);
    if (manifest.mappedEndBlock() > blocks) {
      throw new AssertionError("maps blocks behind its end");
    }
    manifest.forEachExtent(
        extent -> {
          check(extent, manifest);
          if (extent.startBlock() < seen[1]) {
            throw new AssertionError("extents do not ascend");
          }
          seen[1] = extent.endBlock();
          if (++seen[0] > MOST_EXTENTS) {
            throw new EnoughException();
          }
        });
    manifest.nodeBytes();
  }

  private static void check(@Nullable Extent extent, ManifestReader manifest) {
    if (extent == null) {
      return;
    }
    boolean inside = extent.startBlock() >= 0 && extent.endBlock() <= manifest.geometry().blocks();
    if (!inside || !LeafNode.canHold(extent, manifest.geometry())) {
      throw new AssertionError("an extent that cannot be: " + extent);
    }
  }
}
