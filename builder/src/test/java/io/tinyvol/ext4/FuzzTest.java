package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Mke2fs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images with some of their metadata overwritten at random: reading ends, in one of two ways. */
final class FuzzTest {
  private static final int ROUNDS = 250;
  private static final int[] TELLING = {0, 1, -1, 0x7F, 0x80, 0xF30A, 0x8000, 1 << 30};

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 1024 -g 1024 -O ^has_journal",
        "-t ext4 -b 1024 -g 512 -O ^has_journal,^resize_inode,meta_bg,inline_data",
        "-t ext2 -b 1024 -g 1024",
        "-t ext4 -b 4096 -O ^has_journal",
      })
  void endsOnAnyDamage(String options) throws IOException, InterruptedException {
    FileTree tree = FileTree.create(temp.resolve("tree"));
    Path path = Mke2fs.make(temp.resolve("image"), tree.root(), "12M", options + " -N 512");
    MemoryImage sound = MemoryImage.load(path);
    MemoryImage image = sound.copy();
    for (long seed = 0; seed < ROUNDS; seed++) {
      image.bytes().put(0, sound.bytes(), 0, (int) sound.sizeBytes());
      mutate(image.bytes(), new Random(seed));
      CountingSource source = new CountingSource(image);
      try {
        Ext4Reader reader = Ext4Reader.open(source);
        FoundFile.scan(reader);
        reader.tree().walk((entry, inode, facts) -> assertTrue(entry.startsWith("/")));
      } catch (Ext4Exception e) {
        assertTrue(e.getMessage().length() < 200);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("with seed " + seed + " of " + options, e);
      }
      assertTrue(source.bytesRead() < 4 * image.sizeBytes(), "with seed " + seed);
    }
  }

  /** Half of the writes go to blocks that hold metadata: what is not zero near the start. */
  private static void mutate(ByteBuffer bytes, Random random) {
    int writes = 1 + random.nextInt(20);
    for (int i = 0; i < writes; i++) {
      int region =
          switch (random.nextInt(8)) {
            case 0 -> 2048;
            case 1, 2, 3, 4 -> 512 << 10;
            default -> bytes.capacity();
          };
      int at = random.nextInt(region - Integer.BYTES);
      while (bytes.get(at) == 0 && at < region - 2 * Integer.BYTES) {
        at++;
      }
      switch (random.nextInt(4)) {
        case 0 -> bytes.put(at, (byte) random.nextInt());
        case 1 -> bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
        case 2 -> bytes.putShort(at, (short) TELLING[random.nextInt(TELLING.length)]);
        default -> bytes.putInt(at, TELLING[random.nextInt(TELLING.length)]);
      }
    }
  }
}
