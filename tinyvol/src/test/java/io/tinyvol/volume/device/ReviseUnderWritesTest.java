package io.tinyvol.volume.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.volume.BlockMap;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and commits come between any two steps of writes: none fails, and none is lost. */
class ReviseUnderWritesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final int BLOCK_BYTES = 4096;
  private static final int SIZE_BYTES = 1 << 20;
  private static final int WRITERS = 2;
  private static final int REVISIONS = 100;

  @TempDir Path temporary;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void nothingFailsAndNothingIsLost() {
    Trials.run(
        1,
        random -> {
          byte[] bytes = new byte[SIZE_BYTES];
          Path folder = temporary.resolve("s" + random.nextLong());
          try (VolumeStore store = VolumeStore.open(folder, "test")) {
            BlockMap map = new BlockMap(new VolumeGeometry(SIZE_BYTES, BLOCK_BYTES));
            Digest root = map.write(store.writableContent());
            store.catalog().add("v", VolumeHead.first(NOW, map.geometry(), root, new TreeMap<>()));
            try (VolumeHold hold = store.catalog().take("v", "the test", true);
                VolumeDevice device = store.devices().open(hold)) {
              writeAndRevise(store, device, bytes, random);
              ByteBuffer read = ByteBuffer.allocate(SIZE_BYTES);
              device.read(0, read);
              assertArrayEquals(bytes, read.array());
            }
          }
        });
  }

  private void writeAndRevise(VolumeStore store, VolumeDevice device, byte[] bytes, Random random)
      throws Exception {
    AtomicBoolean isEnding = new AtomicBoolean();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int from = i * (SIZE_BYTES / WRITERS);
      Random own = new Random(random.nextLong());
      writers.add(Thread.ofPlatform().start(() -> write(device, bytes, from, own, isEnding)));
    }
    try {
      for (int i = 0; i < REVISIONS && failures.isEmpty(); i++) {
        revise(store, random.nextInt(10) == 0);
      }
    } finally {
      isEnding.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed", failures.peek());
    }
  }

  /** Where nothing is committed, the device gets a new delta as soon as it has no top. */
  private static void revise(VolumeStore store, boolean isCommitted) throws IOException {
    VolumeHead frozen =
        store.catalog().updateFrozen("v", false, old -> old.snapshot(NOW, "").keeping(2));
    if (isCommitted) {
      Digest root = TestCommit.commit(store, frozen);
      update(store, old -> old.committed(NOW, root, frozen.layers(), "").keeping(2));
    } else {
      update(store, old -> old.relabelled(label("revision", frozen.revision())));
    }
  }

  private static void update(VolumeStore store, UnaryOperator<VolumeHead> change)
      throws IOException {
    store.catalog().update("v", change::apply, store.devices()::rebase);
  }

  private static SortedMap<String, String> label(String key, long value) {
    return new TreeMap<>(Map.of(key, Long.toString(value)));
  }

  private void write(
      VolumeDevice device, byte[] bytes, int from, Random random, AtomicBoolean isEnding) {
    try {
      while (!isEnding.get()) {
        int length = 1 + random.nextInt(2 * BLOCK_BYTES);
        int at = from + random.nextInt(SIZE_BYTES / WRITERS - length);
        byte[] written =
            random.nextInt(4) == 0 ? new byte[length] : TestContent.random(random, length);
        device.write(at, ByteBuffer.wrap(written));
        System.arraycopy(written, 0, bytes, at, length);
        Thread.sleep(1); // so that there is less to write than to revise
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failures.add(e);
    }
  }
}
