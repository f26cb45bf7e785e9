package io.tinyvol.volume.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.Golden;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManifestNodeTest {
  private static final String PAGE = "volume-format.md";
  private static final Digest NAME = new Digest(9, 9, 9, 9);
  private static final Digest CHUNK =
      new Digest(
          0x0001020304050607L, 0x08090a0b0c0d0e0fL, 0x1011121314151617L, 0x18191a1b1c1d1e1fL);
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(1 << 30, 4096);
  private static final RootNode ROOT = new RootNode(GEOMETRY, 17, 2, Optional.of(CHUNK));
  private static final List<InteriorNode.Child> CHILDREN =
      List.of(new InteriorNode.Child(1, 16, 1, CHUNK), new InteriorNode.Child(255, 1, 1, CHUNK));
  private static final List<Extent> EXTENTS =
      List.of(new Extent(4096 + 2, 16, CHUNK, 0, 65536), new Extent(8191, 1, CHUNK, 3, 16384));

  private static final byte[] ROOT_BYTES = TestContent.bytesOf(ROOT.encode());
  private static final byte[] INTERIOR_BYTES =
      TestContent.bytesOf(InteriorNode.encode(1, CHILDREN));
  private static final byte[] LEAF_BYTES =
      TestContent.bytesOf(LeafNode.encode(4096, 4096, EXTENTS));

  /** Decodes a node and gives the bytes that what it read is encoded as. */
  @FunctionalInterface
  private interface Recoder {
    ByteBuffer recode(ByteBuffer node) throws IOException;
  }

  private static ByteBuffer recodeRoot(ByteBuffer node) throws IOException {
    return RootNode.decode(node, NAME).encode();
  }

  private static ByteBuffer recodeInterior(ByteBuffer bytes) throws IOException {
    InteriorNode node = InteriorNode.decode(bytes, 1, NAME);
    return InteriorNode.encode(1, IntStream.range(0, node.count()).mapToObj(node::child).toList());
  }

  private static ByteBuffer recodeLeaf(ByteBuffer bytes) throws IOException {
    LeafNode leaf = LeafNode.decode(bytes, GEOMETRY, NAME);
    return LeafNode.encode(
        4096, 0, IntStream.range(0, leaf.count()).mapToObj(i -> leaf.extent(i, 0)).toList());
  }

  @Test
  void nodesAreWrittenAsDocumented() throws IOException {
    Golden.check("tinyvol", PAGE, "root", ROOT_BYTES);
    Golden.check("tinyvol", PAGE, "interior", INTERIOR_BYTES);
    Golden.check("tinyvol", PAGE, "leaf", LEAF_BYTES);
    assertEquals(ROOT, RootNode.decode(ByteBuffer.wrap(Golden.bytes("root")), NAME));
    assertEquals(
        ByteBuffer.wrap(INTERIOR_BYTES), recodeInterior(ByteBuffer.wrap(Golden.bytes("interior"))));
    LeafNode leaf = LeafNode.decode(ByteBuffer.wrap(Golden.bytes("leaf")), GEOMETRY, NAME);
    assertEquals(EXTENTS, List.of(leaf.extent(0, 4096), leaf.extent(1, 4096)));
  }

  @Test
  void damagedNodesAreRefusedOrHaveOneFormOnly() {
    withstandsDamage(ROOT_BYTES, ManifestNodeTest::recodeRoot);
    withstandsDamage(INTERIOR_BYTES, ManifestNodeTest::recodeInterior);
    withstandsDamage(LEAF_BYTES, ManifestNodeTest::recodeLeaf);
  }

  private static void withstandsDamage(byte[] node, Recoder recoder) {
    for (int length = 0; length < node.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(node, length));
      assertThrows(CorruptDataException.class, () -> recoder.recode(cut), () -> "cut: " + cut);
    }
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(node, node.length + 1));
    assertThrows(CorruptDataException.class, () -> recoder.recode(longer));
    for (int bit = 0; bit < 8 * node.length; bit++) {
      byte[] flipped = node.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refusesOrRecodes(flipped, recoder, "bit " + bit);
    }
    Trials.run(
        3000,
        random -> {
          byte[] mutated = node.clone();
          for (int i = random.nextInt(8); i >= 0; i--) {
            mutated[random.nextInt(mutated.length)] =
                (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
          }
          refusesOrRecodes(mutated, recoder, "mutated");
          byte[] garbage = TestContent.random(random, random.nextInt(2 * node.length));
          System.arraycopy(node, 0, garbage, 0, Math.min(random.nextInt(9), garbage.length));
          refusesOrRecodes(garbage, recoder, "garbage");
        });
  }

  private static void refusesOrRecodes(byte[] node, Recoder recoder, String what) {
    ByteBuffer bytes = ByteBuffer.wrap(node);
    try {
      assertEquals(bytes, recoder.recode(bytes), what);
    } catch (CorruptDataException expected) {
      // The only right exception.
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(what + ": " + e, e);
    }
  }

  @Test
  void rootsThatContradictThemselvesAreRefused() {
    Optional<Digest> none = Optional.empty();
    long blocks = GEOMETRY.blocks();
    for (RootNode root :
        List.of(
            new RootNode(GEOMETRY, 1, 0, none),
            new RootNode(GEOMETRY, 1, 1, none),
            new RootNode(GEOMETRY, 0, 0, ROOT.top()),
            new RootNode(GEOMETRY, -1, 1, ROOT.top()),
            new RootNode(GEOMETRY, 5, -1, ROOT.top()),
            new RootNode(GEOMETRY, 5, 6, ROOT.top()),
            new RootNode(GEOMETRY, blocks + 1, 6, ROOT.top()))) {
      assertThrows(CorruptDataException.class, () -> recodeRoot(root.encode()), root::toString);
    }
  }

  @Test
  void leavesThatLeaveTheirSpanOrTheirChunksAreRefused() {
    int blocks = GEOMETRY.leafBlocks();
    for (List<Extent> extents :
        List.of(
            List.of(new Extent(0, 0, CHUNK, 0, 4096)),
            List.of(new Extent(0, 1, CHUNK, 0, 0)),
            List.of(new Extent(0, 1, CHUNK, 1, 4096)),
            List.of(new Extent(0, 17, CHUNK, 0, 65536)),
            List.of(new Extent(0, 1, CHUNK, 0, (1 << 20) + 4096)),
            List.of(new Extent(blocks - 1, 2, CHUNK, 0, 65536)),
            List.of(new Extent(blocks, 1, CHUNK, 0, 65536)),
            List.of(new Extent(5, 2, CHUNK, 0, 65536), new Extent(6, 1, CHUNK, 0, 65536)),
            List.of(new Extent(5, 2, CHUNK, 0, 65536), new Extent(0, 1, CHUNK, 0, 65536)))) {
      ByteBuffer leaf = LeafNode.encode(4096, 0, extents);
      assertThrows(CorruptDataException.class, () -> recodeLeaf(leaf), extents::toString);
    }
    ByteBuffer otherBlocks = LeafNode.encode(1024, 0, EXTENTS.subList(1, 2));
    assertThrows(CorruptDataException.class, () -> recodeLeaf(otherBlocks));
  }
}
