package io.tinyvol.volume.delta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut may leave of a layer's file: all that was there at the last flush, and of what
 * was written since any sectors of any pages. No block may then be anything but what it was at that
 * flush or became later, as a whole.
 */
class LayerCrashTest {
  private static final int BLOCKS = 600;
  private static final int BLOCK_BYTES = 4096;
  private static final int SECTOR_BYTES = 512;

  @TempDir Path temporary;

  /** What a block may be, the first of these being what it was at the last flush. */
  private final List<List<byte[]>> allowed = new ArrayList<>();

  @Test
  void aBlockIsWholeAfterAPowerCut() {
    Trials.run(
        30,
        random -> {
          Path folder = Files.createTempDirectory(temporary, "layers");
          LayerFolder layers = new LayerFolder(folder);
          allowed.clear();
          for (int i = 0; i < BLOCKS; i++) {
            allowed.add(new ArrayList<>(List.of(new byte[BLOCK_BYTES])));
          }
          Delta delta = Delta.open(layers, List.of());
          NewLayer layer = layers.create();
          delta.installTop(layer);
          UUID uuid = layer.uuid();
          Path file = folder.resolve(uuid.toString());
          for (int cut = 0; cut < 4; cut++) {
            byte[] flushed = Files.readAllBytes(file);
            int flushes = random.nextInt(4);
            for (int i = 0; i < flushes; i++) {
              write(random, delta);
              delta.flush();
              flushed = Files.readAllBytes(file);
              allowed.forEach(block -> block.subList(0, block.size() - 1).clear());
            }
            write(random, delta);
            if (random.nextBoolean()) {
              // The pages of the index that the next flush writes before it syncs.
              delta.flush();
            }
            byte[] written = Files.readAllBytes(file);
            delta.close();
            Files.write(file, cut(random, flushed, written));
            delta = Delta.open(layers, List.of(uuid));
            delta.writeToLast();
            check(delta);
          }
          delta.close();
        });
  }

  private void write(Random random, Delta delta) throws IOException {
    for (int i = random.nextInt(30); i > 0; i--) {
      int block = random.nextInt(BLOCKS);
      int count = Math.min(BLOCKS - block, 1 + random.nextInt(random.nextInt(5) == 0 ? 300 : 4));
      if (random.nextInt(6) == 0) {
        delta.zero(block, count);
        become(block, count, new byte[count * BLOCK_BYTES]);
      } else {
        byte[] bytes = TestContent.random(random, count * BLOCK_BYTES);
        delta.write(block, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        become(block, count, bytes);
      }
    }
  }

  private void become(int block, int count, byte[] bytes) {
    for (int i = 0; i < count; i++) {
      int from = i * BLOCK_BYTES;
      allowed.get(block + i).add(Arrays.copyOfRange(bytes, from, from + BLOCK_BYTES));
    }
  }

  /** Each sector that changed is the old one or the new one. */
  private static byte[] cut(Random random, byte[] flushed, byte[] written) {
    byte[] left = written.clone();
    byte[] before = Arrays.copyOf(flushed, written.length);
    int lostOf4 = random.nextInt(5);
    for (int at = 0; at < left.length; at += SECTOR_BYTES) {
      if (random.nextInt(4) < lostOf4) {
        System.arraycopy(before, at, left, at, Math.min(SECTOR_BYTES, left.length - at));
      }
    }
    boolean isShorter = random.nextInt(3) == 0;
    int shortest = flushed.length;
    return isShorter
        ? Arrays.copyOf(left, shortest + random.nextInt(left.length - shortest + 1))
        : left;
  }

  /** From now on a block may be only what it was found to be. */
  private void check(Delta delta) throws IOException {
    for (int block = 0; block < BLOCKS; block++) {
      byte[] found = read(delta, block);
      boolean isAllowed = allowed.get(block).stream().anyMatch(may -> Arrays.equals(may, found));
      assertTrue(isAllowed, "block " + block + " is none of " + allowed.get(block).size());
      allowed.set(block, new ArrayList<>(List.of(found)));
      assertArrayEquals(found, read(delta, block));
    }
  }

  private static byte[] read(Delta delta, int block) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    if (delta.stateOf(block) == Delta.State.DATA) {
      ByteBuffer read = ByteBuffer.allocateDirect(BLOCK_BYTES);
      delta.read(delta.find(block, 1), 0, read);
      read.flip().get(bytes);
    }
    return bytes;
  }
}
