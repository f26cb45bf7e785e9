package io.tinyvol.volume.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.format.InteriorNode;
import io.tinyvol.volume.format.LeafNode;
import io.tinyvol.volume.format.ManifestNode;
import io.tinyvol.volume.format.RootNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A node that is in memory counts no more for a manifest that it does not fit than one that is not.
 */
class SharedNodesTest {
  private static final Digest CHUNK = new Digest(1, 2, 3, 4);
  private static final VolumeGeometry LARGE_BLOCKS = new VolumeGeometry(16 << 20, 4096);
  private static final VolumeGeometry SMALL_BLOCKS = new VolumeGeometry(16 << 20, 1024);

  private final MemoryContentStore store = new MemoryContentStore();
  private final NodeCache cache = new Remembered();

  @Test
  void aLeafOfOtherBlocksIsRefused() throws IOException {
    Digest leaf = leaf(SMALL_BLOCKS.blockBytes(), new Extent(100, 4, CHUNK, 0, 4096));
    assertEquals(104, read(SMALL_BLOCKS, leaf).mappedEndBlock());
    ManifestReader other = read(LARGE_BLOCKS, leaf);
    assertThrows(CorruptDataException.class, other::mappedEndBlock);
  }

  @Test
  void aNodeOfAnotherLevelIsRefused() throws IOException {
    Digest leaf = leaf(4096, new Extent(0, 1, CHUNK, 0, 4096));
    Digest low = put(InteriorNode.encode(1, List.of(new InteriorNode.Child(0, 1, 1, leaf))));
    VolumeGeometry two = new VolumeGeometry(VolumeGeometry.LEAF_BYTES << 8, 4096);
    VolumeGeometry three = new VolumeGeometry(VolumeGeometry.LEAF_BYTES << 16, 4096);
    assertEquals(1, read(two, low).firstGapAtOrAfter(0));
    ManifestReader other = read(three, low);
    assertThrows(CorruptDataException.class, () -> other.firstGapAtOrAfter(1L << 20));
  }

  private Digest leaf(int blockBytes, Extent extent) throws IOException {
    return put(LeafNode.encode(blockBytes, 0, List.of(extent)));
  }

  private Digest put(ByteBuffer node) throws IOException {
    try (IngestSession session = store.newSession("a test");
        ContentWriter writer = session.newWriter()) {
      return writer.put(ContentKind.NODE, node);
    }
  }

  private ManifestReader read(VolumeGeometry geometry, Digest top) throws IOException {
    Digest root = put(new RootNode(geometry, 1, 1, Optional.of(top)).encode());
    ContentReader reader = store.newReader();
    return new ManifestReader(reader, root, cache);
  }

  private static final class Remembered implements NodeCache {
    private final Map<Digest, ManifestNode> nodes = new HashMap<>();

    @Override
    public @Nullable ManifestNode get(Digest digest) {
      return nodes.get(digest);
    }

    @Override
    public void put(Digest digest, ManifestNode node) {
      nodes.put(digest, node);
    }
  }
}
