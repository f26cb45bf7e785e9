package io.tinyvol.volume.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.Trials;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Manifests, against a map of blocks. */
class ManifestModelTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;
  private static final long[] EDGES = {0, 16 * MIB, 4 * GIB, TIB, 256 * TIB};

  private final MemoryContentStore store = new MemoryContentStore();

  static VolumeGeometry randomGeometry(Random random) {
    long size =
        switch (random.nextInt(4)) {
          case 0 -> random.nextLong(40 * MIB);
          case 1 -> random.nextLong(8 * TIB);
          case 2 -> Math.max(0, EDGES[random.nextInt(EDGES.length)] + random.nextInt(5) - 2);
          default -> random.nextLong(10 * GIB) & -4096;
        };
    return new VolumeGeometry(size, 1024 << random.nextInt(3));
  }

  private ManifestReader reader(Digest root) throws IOException {
    return new ManifestReader(store.newReader(), root);
  }

  private static List<Extent> all(ManifestReader manifest) throws IOException {
    List<Extent> extents = new ArrayList<>();
    manifest.forEachExtent(extents::add);
    return extents;
  }

  @Test
  void readsWhatWasWritten() {
    Trials.run(
        150,
        random -> {
          store.clear();
          BlockMap model = new BlockMap(randomGeometry(random));
          model.edit(random, BlockMap.putChunks(store, random, 6), random.nextInt(120));
          ManifestReader manifest = reader(model.write(store));
          List<Extent> expected = model.extents();
          assertEquals(model.geometry(), manifest.geometry());
          assertEquals(expected, all(manifest));
          assertEquals(expected.size(), manifest.root().extents());
          assertEquals(model.blocks().size(), manifest.root().mappedBlocks());
          for (Extent extent : expected) {
            assertEquals(extent, manifest.find(extent.startBlock()));
            assertEquals(extent, manifest.find(extent.endBlock() - 1));
          }
          for (int i = 0; i < 200 && model.geometry().blocks() > 0; i++) {
            long near =
                expected.isEmpty() ? 0 : expected.get(random.nextInt(expected.size())).endBlock();
            long block = Math.min(near + random.nextInt(20), model.geometry().blocks() - 1);
            Extent found = manifest.find(block);
            assertEquals(model.blocks().containsKey(block), found != null);
            if (found != null) {
              assertEquals(true, found.startBlock() <= block && block < found.endBlock());
            }
          }
        });
  }

  @Test
  void aMappingHasOneRootHoweverItIsWritten() {
    Trials.run(
        60,
        random -> {
          store.clear();
          BlockMap model = new BlockMap(randomGeometry(random));
          model.edit(random, BlockMap.putChunks(store, random, 4), 40);
          Digest root = model.write(store);
          assertEquals(root, BlockMap.write(store, model.geometry(), model.singleBlocks()));
          assertEquals(root, BlockMap.write(store, model.geometry(), merged(model, random)));
          if (!model.blocks().isEmpty()) {
            model.blocks().remove(model.blocks().firstKey());
            assertNotEquals(root, model.write(store));
          }
        });
  }

  /** Extents that cross the edges of leaves, and some that are split where they need not be. */
  private static List<Extent> merged(BlockMap model, Random random) {
    List<Extent> extents = new ArrayList<>();
    for (Extent next : model.extents()) {
      Extent last = extents.isEmpty() ? null : extents.getLast();
      if (last != null
          && last.endBlock() == next.startBlock()
          && last.chunk().equals(next.chunk())
          && last.chunkOffsetBlocks() + last.blockCount() == next.chunkOffsetBlocks()) {
        extents.removeLast();
        int blocks = last.blockCount() + next.blockCount();
        extents.add(
            new Extent(
                last.startBlock(),
                blocks,
                last.chunk(),
                last.chunkOffsetBlocks(),
                last.chunkBytes()));
      } else if (next.blockCount() > 1) {
        long middle = next.startBlock() + 1 + random.nextInt(next.blockCount() - 1);
        extents.add(next.slice(next.startBlock(), middle));
        extents.add(next.slice(middle, next.endBlock()));
      } else {
        extents.add(next);
      }
    }
    return extents;
  }

  @Test
  void sizeAloneMakesAnotherRoot() throws IOException {
    BlockMap small = new BlockMap(new VolumeGeometry(GIB, 4096));
    small.map(0, BlockMap.putChunks(store, new Random(1), 1).get(0));
    assertNotEquals(small.write(store), new BlockMap(small, GIB + 4096).write(store));
  }

  @Test
  void theTreeIsAsHighAsTheVolumeNeeds() throws IOException {
    BlockMap.Chunk chunk = BlockMap.putChunks(store, new Random(2), 1).get(0);
    for (int level = 1; level < EDGES.length; level++) {
      for (int more = -1; more <= 1; more++) {
        VolumeGeometry geometry = new VolumeGeometry(EDGES[level] + more, 4096);
        int topLevel = more > 0 ? level : level - 1;
        assertEquals(topLevel, geometry.topLevel(), geometry::toString);
        BlockMap model = new BlockMap(geometry);
        long last = geometry.blocks() - 1;
        model.blocks().put(last, new BlockMap.Part(chunk, 0));
        store.contents(ContentKind.NODE).clear();
        ManifestReader manifest = reader(model.write(store));
        assertEquals(topLevel + 2, store.contents(ContentKind.NODE).size());
        assertEquals(model.extents(), all(manifest));
        assertNotNull(manifest.find(last));
        assertNull(manifest.find(last - 1));
        assertNull(manifest.find(0));
      }
    }
    VolumeGeometry largest = new VolumeGeometry(VolumeGeometry.MAX_VIRTUAL_BYTES, 1024);
    BlockMap model = new BlockMap(largest);
    model.blocks().put(largest.blocks() - 1, new BlockMap.Part(chunk, 0));
    assertEquals(model.extents(), all(reader(model.write(store))));
  }

  @Test
  void aVolumeOfZerosIsItsRootAlone() throws IOException {
    for (long size : new long[] {0, 1, 16 * MIB, 3 * TIB}) {
      VolumeGeometry geometry = new VolumeGeometry(size, 4096);
      store.contents(ContentKind.NODE).clear();
      ManifestReader manifest = reader(new BlockMap(geometry).write(store));
      assertEquals(1, store.contents(ContentKind.NODE).size());
      assertEquals(List.of(), all(manifest));
      assertEquals(0, manifest.root().mappedBlocks());
      for (long block = 0; block < Math.min(3, geometry.blocks()); block++) {
        assertNull(manifest.find(block));
      }
    }
  }

  @Test
  void refusesBlocksThatTheVolumeDoesNotHave() throws IOException {
    BlockMap.Chunk chunk = BlockMap.putChunks(store, new Random(3), 1).get(0);
    for (long size : new long[] {4096, 16 * MIB, GIB, 4 * GIB, 5 * GIB}) {
      BlockMap model = new BlockMap(new VolumeGeometry(size, 4096));
      model.map(0, chunk);
      ManifestReader manifest = reader(model.write(store));
      for (long block :
          new long[] {-1, Long.MIN_VALUE, size / 4096, 1L << 20, 1L << 28, 1L << 60}) {
        if (block < 0 || block >= size / 4096) {
          assertThrows(
              IllegalArgumentException.class,
              () -> manifest.find(block),
              () -> size + ": " + block);
        }
      }
    }
  }

  @Test
  void refusesExtentsThatAreNoMapping() throws IOException {
    VolumeGeometry geometry = new VolumeGeometry(GIB, 4096);
    Digest chunk = new Digest(1, 2, 3, 4);
    Extent first = new Extent(100, 4, chunk, 0, 65536);
    for (Extent wrong :
        List.of(
            first,
            new Extent(103, 1, chunk, 0, 4096),
            new Extent(0, 1, chunk, 0, 4096),
            new Extent(geometry.blocks(), 1, chunk, 0, 4096),
            new Extent(geometry.blocks() - 1, 2, chunk, 0, 65536),
            new Extent(200, 0, chunk, 0, 4096),
            new Extent(200, -1, chunk, 0, 4096),
            new Extent(200, 1, chunk, -1, 4096),
            new Extent(200, 1, chunk, 1, 4096),
            new Extent(200, 17, chunk, 0, 65536),
            new Extent(200, 1, chunk, 0, 4097),
            new Extent(200, 1, chunk, 0, 5000),
            new Extent(200, 1, chunk, 0, (1 << 20) + 4096))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> BlockMap.write(store, geometry, List.of(first, wrong)),
          wrong::toString);
    }
  }

  @Test
  void aSmallChangeMakesOnlyThePathToItNew() throws IOException {
    Random random = new Random(4);
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 30);
    for (long size : new long[] {10 * MIB, 3 * GIB, 900 * GIB, 5 * TIB}) {
      BlockMap model = new BlockMap(new VolumeGeometry(size, 4096));
      model.edit(random, chunks, 2000);
      store.contents(ContentKind.NODE).clear();
      Digest before = model.write(store);
      int nodes = store.contents(ContentKind.NODE).size();
      assertEquals(before, model.write(store));
      assertEquals(nodes, store.contents(ContentKind.NODE).size());
      model.map(model.geometry().blocks() - 100, chunks.get(0));
      model.map(model.geometry().blocks() - 90, chunks.get(1));
      model.write(store);
      int path = model.geometry().topLevel() + 2;
      assertEquals(nodes + path, store.contents(ContentKind.NODE).size());
    }
  }

  @Test
  void nodeBytesAreTheBytesOfItsNodes() throws IOException {
    Random random = new Random(5);
    BlockMap model = new BlockMap(new VolumeGeometry(2 * TIB, 4096));
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 20);
    for (int leaf = 0; leaf < 1000; leaf += 1 + random.nextInt(9)) {
      // No two leaves are alike, for equal nodes are one in the store.
      model.map(leaf * 4096L + leaf, chunks.get(random.nextInt(chunks.size())));
    }
    store.contents(ContentKind.NODE).clear();
    ManifestReader manifest = reader(model.write(store));
    long bytes =
        store.contents(ContentKind.NODE).values().stream().mapToLong(node -> node.length).sum();
    assertEquals(bytes, manifest.nodeBytes());
  }
}
