package io.tinyvol.blockdev.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random volumes on targets in memory, against the arrays that they must become. */
class MaterializerTest {
  private static final int CHECKPOINT_BYTES = 300_000;

  @TempDir static Path folder;
  private static VolumeStore store;
  private static Materializer materializer;
  private static int volumes;

  @BeforeAll
  static void open() throws IOException {
    store = VolumeStore.open(folder.resolve("store"), "test");
    materializer = new Materializer(store.writableContent(), Progress.NONE, CHECKPOINT_BYTES);
  }

  @AfterAll
  static void close() throws IOException {
    store.close();
  }

  private static SparseVolume volume(Random random) throws IOException {
    SparseVolume volume = SparseVolume.make(store, random, "v" + volumes++);
    if (random.nextInt(3) == 0) {
      volume.change(store, random);
    }
    return volume;
  }

  private static MemoryTarget target(Random random, SparseVolume volume) {
    boolean isFresh = random.nextBoolean();
    byte[] bytes = new byte[volume.bytes().length + random.nextInt(100_000)];
    if (!isFresh) {
      Arrays.fill(bytes, (byte) 0xff);
    }
    int blockBytes = 4096 << (4 * random.nextInt(2));
    MemoryTarget target = new MemoryTarget(bytes, blockBytes, isFresh, volume.bytes().length);
    target.zeroesAtOnce = random.nextBoolean();
    return target;
  }

  private static void assertHolds(SparseVolume volume, MemoryTarget target) {
    int size = volume.bytes().length;
    assertEquals(-1, Arrays.mismatch(volume.bytes(), Arrays.copyOf(target.bytes, size)));
    byte tail = (byte) (target.isFresh ? 0 : 0xff);
    for (int at = size; at < target.bytes.length; at++) {
      assertEquals(tail, target.bytes[at], "behind the volume's end");
    }
  }

  @Test
  void anyVolumeOnAnyTarget() {
    Trials.run(
        10,
        random -> {
          SparseVolume volume = volume(random);
          MemoryTarget target = target(random, volume);
          try (VolumeView view = store.devices().view(volume.name())) {
            Materializer.Result result = materializer.write(view, target, Checkpoints.NONE);
            assertHolds(volume, target);
            assertTrue(target.syncs > 0);
            assertEquals(0, result.keptBytes());
            if (target.isFresh) {
              assertEquals(0, result.zeroedBytes());
            } else {
              assertEquals(volume.bytes().length, result.writtenBytes() + result.zeroedBytes());
            }
            materializer.verify(view, target);
          }
        });
  }

  /** Remembers in memory. */
  private static final class Memory implements Checkpoints {
    long reached;
    boolean finished;

    @Override
    public long reachedBytes() {
      return reached;
    }

    @Override
    public void reached(long offsetBytes) {
      assertTrue(offsetBytes > reached);
      reached = offsetBytes;
    }

    @Override
    public void finished() {
      reached = 0;
      finished = true;
    }
  }

  @Test
  void goesOnWhereItWasKilled() {
    Trials.run(
        10,
        random -> {
          SparseVolume volume = volume(random);
          MemoryTarget target = target(random, volume);
          Memory memory = new Memory();
          try (VolumeView view = store.devices().view(volume.name())) {
            for (int kills = random.nextInt(4); kills > 0; kills--) {
              memory.finished = false;
              target.bytesToFailure = random.nextInt(volume.bytes().length);
              try {
                materializer.write(view, target, memory);
              } catch (IOException e) {
                assertEquals("killed", e.getMessage());
                assertFalse(memory.finished);
              }
              target.restart();
            }
            boolean isTouched = random.nextBoolean();
            if (isTouched) {
              // By somebody who does not know of the run that was killed.
              Arrays.fill(target.bytes, 0, random.nextInt(volume.bytes().length), (byte) 0);
            }
            long reached = memory.reached;
            Materializer.Result result = materializer.write(view, target, memory);
            assertTrue(memory.finished);
            assertTrue(result.keptBytes() <= reached);
            assertEquals(
                -1,
                Arrays.mismatch(
                    volume.bytes(), Arrays.copyOf(target.bytes, volume.bytes().length)));
            if (!isTouched && reached > 0) {
              assertTrue(result.keptBytes() > 0);
            }
          }
        });
  }

  @Test
  void verifyFindsEveryDamage() {
    Trials.run(
        5,
        random -> {
          SparseVolume volume = volume(random);
          MemoryTarget target = target(random, volume);
          try (VolumeView view = store.devices().view(volume.name())) {
            materializer.write(view, target, Checkpoints.NONE);
            target.damageAt = random.nextInt(volume.bytes().length);
            IOException e =
                assertThrows(IOException.class, () -> materializer.verify(view, target));
            assertTrue(e.toString().contains("MEMORY"), e::toString);
            assertTrue(e.toString().contains("at offset " + target.damageAt + " "), e::toString);
            target.damageAt = volume.bytes().length;
            materializer.verify(view, target);
          }
        });
  }

  @Test
  void verifiesFilesToo() throws Exception {
    SparseVolume volume = SparseVolume.make(store, new Random(1), "file");
    Path file = Files.write(folder.resolve("file"), volume.bytes());
    try (VolumeView view = store.devices().view(volume.name());
        Descriptor opened = Descriptor.openReadWrite(file)) {
      materializer.verify(view, opened, "FILE");
      byte[] damaged = volume.bytes().clone();
      damaged[damaged.length - 1] ^= 1;
      Files.write(file, damaged);
      IOException e =
          assertThrows(IOException.class, () -> materializer.verify(view, opened, "FILE"));
      assertTrue(e.toString().contains("at offset " + (damaged.length - 1) + " "), e::toString);
    }
  }

  @Test
  void nothingIsWrittenToWhatIsTooSmall() throws Exception {
    SparseVolume volume = SparseVolume.make(store, new Random(2), "large");
    byte[] before = new byte[volume.bytes().length - 1];
    MemoryTarget target = new MemoryTarget(before.clone(), 4096, false, before.length);
    try (VolumeView view = store.devices().view(volume.name())) {
      TargetTooSmallException e =
          assertThrows(
              TargetTooSmallException.class,
              () -> materializer.write(view, target, Checkpoints.NONE));
      assertTrue(e.toString().contains("needs " + volume.bytes().length), e::toString);
    }
    assertArrayEquals(before, target.bytes);
    assertEquals(0, target.syncs);
  }
}
