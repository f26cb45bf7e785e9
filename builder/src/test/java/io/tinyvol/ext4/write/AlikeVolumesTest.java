package io.tinyvol.ext4.write;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.Folder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of one size, of trees that share folders, have whole units at the same places. */
class AlikeVolumesTest {
  private static final int UNIT_BYTES = 64 << 10;
  private static final int FOLDERS = 40;
  private static final int FILES = 25;

  @TempDir Path temp;

  private final TestFiles files = new TestFiles();

  @Test
  void aSecondVolumeDiffersByLittleMoreThanItAloneHas() {
    Trials.run(
        3,
        random -> {
          files.chunks.clear();
          long seed = random.nextLong();
          Path few = write("few", tree(new Random(seed), false));
          Path more = write("more", tree(new Random(seed), true));
          long mapped = 0;
          long differ = 0;
          try (FileChannel one = FileChannel.open(few);
              FileChannel other = FileChannel.open(more)) {
            for (long at : mappedUnits(more)) {
              mapped++;
              if (!Arrays.equals(unit(one, at), unit(other, at))) {
                differ++;
              }
            }
          }
          // A quarter of the content is in files that only the larger tree has.
          assertTrue(differ * 2 < mapped, differ + " of " + mapped + " units differ");
        });
  }

  /** With more, every third folder has files between its others, and there are other folders. */
  private Folder tree(Random random, boolean hasMore) {
    Random own = new Random(random.nextLong());
    Folder root = TestFiles.folder();
    for (int i = 0; i < FOLDERS; i++) {
      Folder folder = TestFiles.folder();
      TestFiles.add(root, "folder-" + i, folder);
      for (int j = 0; j < FILES; j++) {
        TestFiles.add(folder, "file-" + j, files.noise(random, size(random)));
      }
      if (hasMore && i % 3 == 0) {
        for (int j = 0; j < FILES / 5; j++) {
          TestFiles.add(folder, "file-%d-more".formatted(j * 5), files.noise(own, size(own)));
        }
      }
    }
    for (int i = 0; hasMore && i < FOLDERS / 5; i++) {
      Folder folder = TestFiles.folder();
      TestFiles.add(root, "more-" + i, folder);
      for (int j = 0; j < FILES; j++) {
        TestFiles.add(folder, "file-" + j, files.noise(own, size(own)));
      }
    }
    return root;
  }

  /** As in a root file system: most are small, most bytes are in large ones. */
  private static int size(Random random) {
    return 1 << (9 + random.nextInt(random.nextInt(10) == 0 ? 11 : 6));
  }

  private Path write(String name, Folder root) throws IOException {
    Path image = temp.resolve(name);
    FilesystemOptions options = FilesystemOptions.defaults().withSizeBytes(1L << 30);
    ImageSink.write(Ext4Writer.plan(root, options), files.chunks, image);
    return image;
  }

  /** Where units start that are not a hole, as the host's file system says. */
  private static Set<Long> mappedUnits(Path image) throws Exception {
    Set<Long> units = new TreeSet<>();
    Commands.run("qemu-img", "map", "-f", "raw", "--output=json", image.toString())
        .lines()
        .filter(range -> range.contains("\"data\": true"))
        .forEach(
            range -> {
              long start = number(range, "start");
              long end = start + number(range, "length");
              for (long at = start / UNIT_BYTES * UNIT_BYTES; at < end; at += UNIT_BYTES) {
                units.add(at);
              }
            });
    return units;
  }

  private static long number(String json, String name) {
    String from = json.substring(json.indexOf("\"" + name + "\": ") + name.length() + 4);
    return Long.parseLong(from.replaceFirst("[^0-9].*", ""));
  }

  private static byte[] unit(FileChannel image, long at) throws IOException {
    ByteBuffer unit = ByteBuffer.allocate(UNIT_BYTES);
    image.read(unit, at);
    return unit.array();
  }
}
