package io.tinyvol.volume.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.Trials;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Edited manifests, against manifests of the same mapping that were written from nothing. */
class ManifestEditorTest {
  private static final long TIB = 1L << 40;

  private final MemoryContentStore store = new MemoryContentStore();

  /** What the test does with an editor. */
  @FunctionalInterface
  private interface Edits {
    void make(ManifestEditor editor) throws IOException;
  }

  private static Digest edit(ContentStore store, Digest root, Edits edits) throws IOException {
    try (IngestSession session = store.newSession("a test");
        ContentWriter nodes = session.newWriter()) {
      ManifestEditor editor =
          new ManifestEditor(new ManifestReader(store.newReader(), root), nodes);
      edits.make(editor);
      return editor.finish();
    }
  }

  private Digest resize(Digest root, long virtualBytes) throws IOException {
    try (IngestSession session = store.newSession("a test");
        ContentWriter nodes = session.newWriter()) {
      ManifestReader base = new ManifestReader(store.newReader(), root);
      return ManifestResize.withSize(base, virtualBytes, nodes);
    }
  }

  /** The extents of a model in a range, some of them in pieces. */
  private static List<Extent> extents(BlockMap model, long start, long end, Random random) {
    List<Extent> parts = new ArrayList<>();
    for (Extent extent : model.extents()) {
      long from = Math.max(start, extent.startBlock());
      long to = Math.min(end, extent.endBlock());
      while (from < to) {
        long next = random.nextInt(4) == 0 ? from + 1 + random.nextLong(to - from) : to;
        parts.add(extent.slice(from, next));
        from = next;
      }
    }
    return parts;
  }

  /** Ranges that together cover all blocks in which the models differ, and others. */
  private static List<long[]> ranges(BlockMap from, BlockMap to, Random random) {
    TreeSet<Long> different = new TreeSet<>(from.blocks().keySet());
    different.addAll(to.blocks().keySet());
    different.removeIf(b -> Objects.equals(from.blocks().get(b), to.blocks().get(b)));
    List<long[]> ranges = new ArrayList<>();
    long blocks = to.geometry().blocks();
    long at = 0;
    while (at < blocks) {
      Long next = different.ceiling(at);
      if (next == null && random.nextInt(3) != 0) {
        break;
      }
      long start = next == null ? at + random.nextLong(blocks - at) : next;
      if (random.nextInt(5) == 0) {
        start = at + random.nextLong(start - at + 1);
      }
      long length =
          switch (random.nextInt(4)) {
            case 0 -> 1L + random.nextInt(3);
            case 1 -> 1L + random.nextLong(blocks);
            case 2 -> (start / 4096 + 1) * 4096 - start;
            default -> 1L + random.nextInt(500);
          };
      long end = Math.min(blocks, start + length);
      ranges.add(new long[] {start, end});
      at = end;
    }
    return ranges;
  }

  @Test
  void anEditedManifestHasTheRootOfOneWrittenFromNothing() {
    Trials.run(
        300,
        random -> {
          store.clear();
          List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 5);
          BlockMap from = new BlockMap(ManifestModelTest.randomGeometry(random));
          from.edit(random, chunks, random.nextInt(60));
          BlockMap to = new BlockMap(from, from.geometry().virtualBytes());
          to.edit(random, chunks, random.nextInt(30));
          if (random.nextInt(8) == 0) {
            to.blocks().clear();
          }
          List<long[]> ranges = ranges(from, to, random);
          Digest edited =
              edit(
                  store,
                  from.write(store),
                  editor -> {
                    for (long[] range : ranges) {
                      editor.replace(range[0], range[1], extents(to, range[0], range[1], random));
                    }
                  });
          assertEquals(to.write(store), edited);
        });
  }

  @Test
  void aResizedManifestHasTheRootOfOneWrittenFromNothing() {
    Trials.run(
        300,
        random -> {
          store.clear();
          List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 3);
          BlockMap from = new BlockMap(ManifestModelTest.randomGeometry(random));
          from.edit(random, chunks, random.nextInt(20));
          long size = ManifestModelTest.randomGeometry(random).virtualBytes();
          int blockBytes = from.geometry().blockBytes();
          Digest root = from.write(store);
          long end = from.blocks().isEmpty() ? 0 : (from.blocks().lastKey() + 1) * blockBytes;
          if (random.nextBoolean()) {
            size = Math.max(size, end);
          }
          long newSize = size;
          if (end > size) {
            assertThrows(IllegalArgumentException.class, () -> resize(root, newSize));
          } else {
            assertEquals(new BlockMap(from, size).write(store), resize(root, size));
          }
        });
  }

  @Test
  void theCostIsThatOfTheChange() throws IOException {
    Random random = new Random(3);
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 20);
    BlockMap model = new BlockMap(new VolumeGeometry(2 * TIB, 4096));
    model.edit(random, chunks, 5000);
    Digest root = model.write(store);
    MemoryContentStore copy = copy();
    int before = copy.contents(ContentKind.NODE).size();
    long block = model.geometry().blocks() / 2;
    model.map(block, chunks.get(0));
    List<Extent> change = extents(model, block, block + 1, random);
    CountingStore counting = new CountingStore(copy);
    Digest edited = edit(counting, root, e -> e.replace(block, block + 1, change));
    model.blocks().subMap(block + 1, block + 1 + 16).clear();
    assertEquals(model.write(store), edited);
    int path = model.geometry().topLevel() + 2;
    assertTrue(counting.nodes() <= path, () -> counting.nodes() + " nodes read");
    assertEquals(before + path, copy.contents(ContentKind.NODE).size());
  }

  private MemoryContentStore copy() {
    MemoryContentStore copy = new MemoryContentStore();
    copy.contents(ContentKind.NODE).putAll(store.contents(ContentKind.NODE));
    return copy;
  }

  @Test
  void whatGoesAsAWholeIsNotRead() throws IOException {
    Random random = new Random(4);
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 20);
    BlockMap model = new BlockMap(new VolumeGeometry(8 * TIB, 4096));
    model.edit(random, chunks, 3000);
    Digest root = model.write(store);
    long end = model.geometry().blocks();
    CountingStore counting = new CountingStore(store);
    BlockMap none = new BlockMap(model.geometry());
    assertEquals(none.write(store), edit(counting, root, e -> e.replace(0, end, List.of())));
    assertEquals(1, counting.nodes());
    model.blocks().tailMap(7L).clear();
    CountingStore again = new CountingStore(store);
    assertEquals(model.write(store), edit(again, root, e -> e.replace(7, end, List.of())));
    assertEquals(model.geometry().topLevel() + 2, again.nodes());
  }

  @Test
  void resizingCostsANodeALevel() throws IOException {
    Random random = new Random(5);
    BlockMap model = new BlockMap(new VolumeGeometry(3L << 30, 4096));
    model.edit(random, BlockMap.putChunks(store, random, 20), 3000);
    Digest root = model.write(store);
    CountingStore counting = new CountingStore(store);
    try (IngestSession session = store.newSession("a test");
        ContentWriter nodes = session.newWriter()) {
      int before = store.contents(ContentKind.NODE).size();
      ManifestReader base = new ManifestReader(counting.newReader(), root);
      Digest grown = ManifestResize.withSize(base, 300 * TIB, nodes);
      assertEquals(before + 4, store.contents(ContentKind.NODE).size());
      assertTrue(counting.nodes() <= 3, () -> counting.nodes() + " nodes read");
      assertEquals(root, resize(grown, 3L << 30));
    }
  }

  @Test
  void misuseIsRefused() throws IOException {
    BlockMap model = new BlockMap(new VolumeGeometry(1 << 20, 4096));
    BlockMap.Chunk chunk = BlockMap.putChunks(store, new Random(6), 1).getFirst();
    Digest root = model.write(store);
    int length = chunk.bytes().length;
    Extent extent = new Extent(9, 1, chunk.digest(), 0, length);
    List<Edits> bad =
        List.of(
            e -> e.replace(5, 5, List.of()),
            e -> e.replace(250, 257, List.of()),
            e -> e.replace(-1, 2, List.of()),
            e -> e.replace(10, 12, List.of(extent)),
            e -> e.replace(0, 9, List.of(extent)),
            e -> e.replace(0, 20, List.of(extent, extent)),
            e -> e.replace(0, 20, List.of(new Extent(9, 1, chunk.digest(), 1000, length))),
            e -> {
              e.replace(4, 8, List.of());
              e.replace(7, 9, List.of());
            });
    for (Edits edits : bad) {
      assertThrows(IllegalArgumentException.class, () -> edit(store, root, edits));
    }
  }
}
