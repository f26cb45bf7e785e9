package io.tinyvol.volume.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.MemoryContentStore;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ManifestDiff.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Differences of volumes, against the model, in units of the smallest block. */
class DiffModelTest {
  private static final int UNIT = 1024;
  private static final long MIB = 1L << 20;

  private final MemoryContentStore store = new MemoryContentStore();

  private record Range(long start, long end) {}

  private static @Nullable Content content(BlockMap model, long unit) {
    int unitsABlock = model.geometry().blockBytes() / UNIT;
    BlockMap.Part part = model.blocks().get(unit / unitsABlock);
    if (part == null) {
      return null;
    }
    int offset = (part.offsetBlocks() * unitsABlock + (int) (unit % unitsABlock)) * UNIT;
    return new Content(part.chunk().digest(), offset, part.chunk().bytes().length);
  }

  private static byte[] bytes(BlockMap model, long unit) {
    BlockMap.Part part = model.blocks().get(unit * UNIT / model.geometry().blockBytes());
    Content content = content(model, unit);
    if (part == null || content == null) {
      return new byte[UNIT];
    }
    int offset = content.offsetBytes();
    return Arrays.copyOfRange(part.chunk().bytes(), offset, offset + UNIT);
  }

  private static NavigableSet<Long> mappedUnits(BlockMap... models) {
    NavigableSet<Long> units = new TreeSet<>();
    for (BlockMap model : models) {
      int unitsABlock = model.geometry().blockBytes() / UNIT;
      for (long block : model.blocks().keySet()) {
        for (int i = 0; i < unitsABlock; i++) {
          units.add(block * unitsABlock + i);
        }
      }
    }
    return units;
  }

  /** A volume and another: an edited copy, perhaps of another size, or one of its own. */
  private List<BlockMap> randomPair(Random random) throws IOException {
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 5);
    BlockMap a = new BlockMap(ManifestModelTest.randomGeometry(random));
    a.edit(random, chunks, 40);
    mapLastBlock(a, random);
    BlockMap b =
        switch (random.nextInt(3)) {
          case 0 -> new BlockMap(a, a.geometry().virtualBytes());
          case 1 -> new BlockMap(a, ManifestModelTest.randomGeometry(random).virtualBytes());
          default -> new BlockMap(ManifestModelTest.randomGeometry(random));
        };
    b.edit(random, chunks, random.nextInt(12));
    mapLastBlock(b, random);
    return List.of(a, b);
  }

  /** A last block that is only in part in the volume has zeros after the volume's end. */
  private void mapLastBlock(BlockMap model, Random random) throws IOException {
    int blockBytes = model.geometry().blockBytes();
    int rest = (int) (model.geometry().virtualBytes() % blockBytes);
    if (rest > 0 && random.nextBoolean()) {
      byte[] bytes = Arrays.copyOf(TestContent.random(random, rest), 4096);
      BlockMap.Chunk chunk = new BlockMap.Chunk(put(bytes), bytes);
      model.blocks().put(model.geometry().blocks() - 1, new BlockMap.Part(chunk, 0));
    }
  }

  private Digest put(byte[] bytes) throws IOException {
    try (var session = store.newSession("a test");
        var writer = session.newWriter()) {
      return writer.put(ContentKind.CHUNK, ByteBuffer.wrap(bytes));
    }
  }

  @Test
  void manifestDiffVisitsExactlyWhatIsMappedInAnotherWay() {
    Trials.run(
        150,
        random -> {
          store.clear();
          List<BlockMap> pair = randomPair(random);
          BlockMap a = pair.get(0);
          BlockMap b = pair.get(1);
          NavigableSet<Long> expected = mappedUnits(a, b);
          expected.removeIf(unit -> Objects.equals(content(a, unit), content(b, unit)));
          TreeSet<Long> visited = new TreeSet<>();
          long[] end = {0};
          ManifestDiff.visit(
              new ManifestReader(store.newReader(), a.write(store)),
              new ManifestReader(store.newReader(), b.write(store)),
              (offset, length, left, right) -> {
                assertTrue(offset >= end[0] && length > 0);
                end[0] = offset + length;
                assertEquals(content(a, offset / UNIT), left);
                assertEquals(content(b, offset / UNIT), right);
                for (long at = offset; at < end[0]; at += UNIT) {
                  visited.add(at / UNIT);
                }
              });
          assertEquals(expected, visited);
        });
  }

  private List<Range> rangeDiff(Digest a, Digest b) throws IOException {
    List<Range> ranges = new ArrayList<>();
    RangeDiff.visit(
        store, a, b, (offset, length) -> ranges.add(new Range(offset, offset + length)));
    return ranges;
  }

  @Test
  void rangeDiffFindsTheBytesThatDiffer() {
    Trials.run(
        150,
        random -> {
          store.clear();
          List<BlockMap> pair = randomPair(random);
          assertRanges(pair.get(0), pair.get(1));
          assertRanges(pair.get(1), pair.get(0));
          assertEquals(List.of(), rangeDiff(pair.get(0).write(store), pair.get(0).write(store)));
        });
  }

  private void assertRanges(BlockMap a, BlockMap b) throws IOException {
    NavigableSet<Long> different = mappedUnits(a, b);
    different.removeIf(unit -> Arrays.equals(bytes(a, unit), bytes(b, unit)));
    long size = Math.max(a.geometry().virtualBytes(), b.geometry().virtualBytes());
    long lastEnd = -1;
    for (Range range : rangeDiff(a.write(store), b.write(store))) {
      assertTrue(range.start() > lastEnd, () -> range + " touches the one before");
      assertTrue(range.end() <= size, () -> range + " ends after both volumes");
      lastEnd = range.end();
      // Comparison is in steps of 4 KiB at most, and each step of a range has a difference.
      long reached = range.start();
      for (long unit : different.subSet(range.start() / UNIT, Math.ceilDiv(range.end(), UNIT))) {
        long before = reached;
        assertTrue(unit * UNIT - before < 8192, () -> range + " has equal bytes after " + before);
        reached = (unit + 1) * UNIT;
      }
      assertTrue(range.end() - reached < 4096, () -> range + " ends in equal bytes");
      different.subSet(range.start() / UNIT, Math.ceilDiv(range.end(), UNIT)).clear();
    }
    assertEquals(new TreeSet<>(), different, "differences that are in no range");
  }

  @Test
  void aChunkThatGoesOnInTheNextLeafIsComparedThereToo() throws IOException {
    List<BlockMap.Chunk> chunks = new ArrayList<>();
    Random random = new Random(6);
    for (int i = 0; i < 2; i++) {
      byte[] bytes = TestContent.random(random, 65536);
      chunks.add(new BlockMap.Chunk(put(bytes), bytes));
    }
    BlockMap a = new BlockMap(new VolumeGeometry(64 * MIB, 4096));
    BlockMap b = new BlockMap(a, 64 * MIB);
    for (long edge = 4096; edge < 3 * 4096; edge += 4096) {
      a.map(edge - 8, chunks.get(0));
      b.map(edge - 8, chunks.get(1));
    }
    assertRanges(a, b);
    assertEquals(2, rangeDiff(a.write(store), b.write(store)).size());
  }

  @Test
  void theCostIsThatOfTheDifference() throws IOException {
    Random random = new Random(7);
    List<BlockMap.Chunk> chunks = BlockMap.putChunks(store, random, 20);
    BlockMap a = new BlockMap(new VolumeGeometry(2L << 40, 4096));
    a.edit(random, chunks, 5000);
    BlockMap b = new BlockMap(a, 2L << 40);
    long block = b.geometry().blocks() / 2;
    a.map(block, chunks.get(0));
    b.map(block, chunks.get(1));
    CountingStore counting = new CountingStore(store);
    List<Range> ranges = new ArrayList<>();
    RangeDiff.visit(
        counting,
        a.write(store),
        b.write(store),
        (offset, length) -> ranges.add(new Range(offset, offset + length)));
    assertFalse(ranges.isEmpty());
    assertEquals(block * 4096, ranges.get(0).start());
    int path = a.geometry().topLevel() + 2;
    assertEquals(2 * path, counting.nodes());
    assertEquals(2, counting.chunks());
  }
}
