package io.tinyvol.builder.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutPlannerTest {
  private static final int WINDOW_BYTES = 16 << 10;

  /** Where each block of the image belongs: a file and the block of it. */
  private record Place(int file, long logical) {}

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096})
  void randomLayouts(int blockBytes) {
    long seed = new Random().nextLong();
    for (int round = 0; round < 300; round++) {
      Random random = new Random(seed + round);
      try {
        checkLayout(random, blockBytes);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + (seed + round), e);
      }
    }
  }

  /**
   * Lays files out in random pieces. Every block must be in exactly one window or gather; a window
   * has blocks of one file only, in order, from one window of the file.
   */
  private static void checkLayout(Random random, int blockBytes) {
    int window = WINDOW_BYTES / blockBytes;
    TreeMap<Long, Place> image = new TreeMap<>();
    CutPlan plan = layOut(random, blockBytes, image);
    TreeMap<Long, Integer> covered = new TreeMap<>();
    for (Gather gather : plan.gathers()) {
      long fileWindow = -1;
      for (Gather.Piece piece : gather.pieces()) {
        for (int i = 0; i < piece.blockCount(); i++) {
          Place place = Objects.requireNonNull(image.get(piece.startBlock() + i));
          assertEquals(piece.windowOffsetBlocks() + i, place.logical() % window);
          fileWindow = fileWindow < 0 ? place.logical() / window : fileWindow;
          assertEquals(fileWindow, place.logical() / window);
          covered.merge(piece.startBlock() + i, 1, Integer::sum);
        }
      }
    }
    long end = image.isEmpty() ? 1 : image.lastKey() + 1;
    CutPlan.Cuts cuts = plan.cutsFrom(0);
    while (cuts.start() < end) {
      assertTrue(cuts.end() > cuts.start());
      assertEquals(cuts.start(), plan.cutAtOrAfter(cuts.start()));
      if (!cuts.isGathered()) {
        assertTrue(cuts.end() - cuts.start() <= window);
        assertEquals(image.containsKey(cuts.start()), cuts.isOfFile());
        assertEquals(cuts.start(), plan.cutsFrom(cuts.end() - 1).windowStart());
        checkWindow(image, cuts, window, covered);
      }
      cuts.next();
    }
    image.keySet().forEach(block -> assertEquals(1, covered.getOrDefault(block, 0)));
  }

  private static void checkWindow(
      Map<Long, Place> image, CutPlan.Cuts cuts, int window, Map<Long, Integer> covered) {
    Place first = image.get(cuts.start());
    for (long block = cuts.start(); block < cuts.end(); block++) {
      Place place = image.get(block);
      covered.merge(block, 1, Integer::sum);
      assertEquals(first == null, place == null);
      if (first != null && place != null) {
        assertEquals(first.file(), place.file());
        assertEquals(first.logical() + (block - cuts.start()), place.logical());
        assertEquals(first.logical() / window, place.logical() / window);
      }
    }
  }

  private static CutPlan layOut(Random random, int blockBytes, Map<Long, Place> image) {
    CutPlanner planner = new CutPlanner(blockBytes, WINDOW_BYTES);
    List<Long> free = new ArrayList<>();
    for (long block = random.nextInt(5); free.size() < 400; block += 1 + random.nextInt(3) / 2) {
      free.add(block);
    }
    for (int file = 0; file < 8 && free.size() > 60; file++) {
      long logical = random.nextInt(90);
      for (int piece = random.nextInt(5); piece >= 0 && free.size() > 20; piece--) {
        int at = random.nextInt(free.size());
        int count = runLength(free, at, 1 + random.nextInt(40));
        for (int i = 0; i < count; i++) {
          image.put(free.get(at) + i, new Place(file, logical + i));
        }
        planner.addRun(logical, free.get(at), count);
        free.subList(at, at + count).clear();
        logical += count + (random.nextBoolean() ? 0 : random.nextInt(20));
      }
      planner.endFile();
    }
    CutPlan plan = planner.plan();
    assertFalse(planner.isIncomplete());
    return plan;
  }

  private static int runLength(List<Long> free, int at, int most) {
    int count = 1;
    while (count < most
        && at + count < free.size()
        && free.get(at + count) == free.get(at) + count) {
      count++;
    }
    return count;
  }

  @Test
  void overlappingFilesAreNotGathered() {
    CutPlanner planner = new CutPlanner(4096, WINDOW_BYTES);
    for (int file = 0; file < 2; file++) {
      planner.addRun(0, 10, 1);
      planner.addRun(1, 20, 1);
      planner.endFile();
    }
    CutPlan plan = planner.plan();
    assertTrue(planner.isIncomplete());
    assertTrue(plan.gathers().isEmpty());
    for (CutPlan.Cuts cuts = plan.cutsFrom(0); cuts.start() < 40; cuts.next()) {
      assertFalse(cuts.isGathered());
    }
  }

  @Test
  void fixedPlanCutsEverywhere() {
    CutPlan plan = CutPlan.fixed(16);
    assertEquals(16, plan.cutsFrom(5).end());
    assertEquals(32, plan.cutAtOrAfter(17));
    assertEquals(16, plan.cutAtOrAfter(16));
    assertEquals(0, plan.cutAtOrAfter(0));
  }
}
