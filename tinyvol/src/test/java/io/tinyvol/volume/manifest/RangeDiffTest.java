package io.tinyvol.volume.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ranges in which volumes differ, against their bytes. */
class RangeDiffTest {
  private static final int UNIT_BYTES = 4096;

  @TempDir Path folder;

  private record Range(long offset, long length) {}

  @Test
  void findsTheBlocksThatDiffer() throws IOException {
    try (ContentStore store =
        RocksContentStore.open(
            folder.resolve("chunks"),
            HashAlgorithm.SHA256,
            Compression.parse("zstd:1"),
            new Leases())) {
      for (int i = 0; i < 6; i++) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomVolume a = RandomVolume.make(random);
        // The other one may be of another size, and have blocks of another.
        RandomVolume b = i == 0 ? RandomVolume.make(random) : a.changed(random);
        List<Range> ranges = new ArrayList<>();
        RangeDiff.visit(
            store,
            a.store(store),
            b.store(store),
            (offset, length) -> ranges.add(new Range(offset, length)));
        check(a.bytes(), b.bytes(), ranges, "seed " + seed);
      }
    }
  }

  private static void check(byte[] left, byte[] right, List<Range> ranges, String seed) {
    int size = Math.max(left.length, right.length);
    byte[] a = Arrays.copyOf(left, size);
    byte[] b = Arrays.copyOf(right, size);
    int end = 0;
    for (Range range : ranges) {
      int start = (int) range.offset();
      assertTrue(range.length() > 0 && (end == 0 || start > end), range + ", " + seed);
      assertEquals(-1, Arrays.mismatch(a, end, start, b, end, start), range + ", " + seed);
      end = start + (int) range.length();
      assertTrue(end <= size, range + ", " + seed);
      int firstUnit = Math.min(end, start + UNIT_BYTES);
      assertNotEquals(
          -1, Arrays.mismatch(a, start, firstUnit, b, start, firstUnit), range + ", " + seed);
    }
    assertEquals(-1, Arrays.mismatch(a, end, size, b, end, size), "the rest, " + seed);
  }
}
