package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every image comes out as it went in; {@code cmp} is the judge. */
class RoundTripTest {
  private static final long TIB = 1L << 40;

  @TempDir static Path shared;
  private static Path tree;

  @TempDir Path folder;
  private TestCommand tinyvol;

  @BeforeAll
  static void makeTree() throws IOException {
    tree = Trees.make(shared.resolve("tree"), 1);
  }

  @BeforeEach
  void makeStore() {
    tinyvol = new TestCommand(folder.resolve("store"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024",
        "-t ext4 -b 2048",
        "-t ext4 -b 65536",
        "-t ext2 -b 4096",
        "-t ext2 -b 1024 -I 128",
        "-t ext3 -b 1024",
        "-t ext4 -O ^extent,^64bit",
        "-t ext4 -O meta_bg,^resize_inode",
        "-t ext4 -O inline_data -I 1024",
        "-t ext4 -O bigalloc -C 16384",
        "-t ext4 -O ^metadata_csum,uninit_bg",
        "-t ext4 -O ^flex_bg,^64bit",
        "-t ext4 -O sparse_super2,^resize_inode",
        "-t ext4 -O ea_inode,casefold,encrypt,quota,project,verity,mmp",
        "-t ext4 -O ^has_journal -m 0",
      })
  void fileSystemsOfTheExtFamily(String options) throws Exception {
    Path image = folder.resolve("image");
    Mke2fs.make(image, tree, "64M", options);
    roundTrip(image);
  }

  @Test
  void xfs() throws Exception {
    Path image = sparse("image", 320 << 20);
    Commands.run("mkfs.xfs", "-q", image.toString());
    assertTrue(roundTrip(image).err().contains("fixed chunks"), "the fallback is told");
  }

  @Test
  void btrfs() throws Exception {
    Path image = sparse("image", 256 << 20);
    Commands.run("mkfs.btrfs", "-q", "--rootdir", tree.toString(), image.toString());
    roundTrip(image);
  }

  @Test
  void qcow2AsRawBytes() throws Exception {
    Path raw = Files.write(folder.resolve("raw"), Trees.noise(new Random(5), 3 << 20));
    Path image = folder.resolve("image.qcow2");
    Commands.run("qemu-img", "convert", "-q", "-O", "qcow2", raw.toString(), image.toString());
    roundTrip(image);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 4095, 4096, 4097, 65535, 65537, 1_000_003, 16 << 20})
  void filesOfOddSizes(int sizeBytes) throws Exception {
    Path image = Files.write(folder.resolve("image"), Trees.noise(new Random(3), sizeBytes));
    roundTrip(image);
  }

  @Test
  void zerosAreNoData() throws Exception {
    Path image = Files.write(folder.resolve("image"), new byte[3_000_001]);
    TestCommand.Result built = roundTrip(image);
    assertEquals(0, built.number("dataBytes"));
    assertEquals(0, built.number("chunks"));
  }

  @Test
  void oneBlockInTebibyte() throws Exception {
    Path image = sparse("image", TIB);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(TIB / 3 * 2);
      file.write(Trees.noise(new Random(4), 4096));
    }
    TestCommand.Result built = tinyvol.run("build", "v", "--from-image", image, "--json").ok();
    assertEquals(TIB, built.number("virtualBytes"));
    assertTrue(built.number("dataBytes") <= 2 * 4096, built.out());
    Path copy = folder.resolve("copy");
    tinyvol.run("export", "v", copy).ok();
    assertEquals(TIB, Files.size(copy));
    // cmp would read a tebibyte of zeros: compare where there is data, and that there is no more.
    String used = Commands.run("sh", "-c", "du -k " + copy + " | cut -f1").strip();
    assertTrue(Long.parseLong(used) <= 16, used);
    long from = TIB / 3 * 2 / 4096 * 4096;
    Commands.run(
        "cmp", "-i", Long.toString(from), "-n", "1048576", image.toString(), copy.toString());
  }

  @Test
  void randomSparseImages() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 10; i++) {
      Path image = sparse("image" + i, 1 + random.nextInt(40 << 20));
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        for (int piece = random.nextInt(30); piece > 0; piece--) {
          file.seek((long) (random.nextDouble() * Files.size(image)));
          int left = (int) Math.min(200_000, Files.size(image) - file.getFilePointer());
          file.write(Trees.text(random, random.nextInt(left + 1)));
        }
      }
      try {
        roundTrip(image);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hash sha512-256 --compression lz4",
        "--compression none --max-chunk 4K",
        "--compression zstd:19 --max-chunk 1M",
        "--max-chunk 20K",
      })
  void storesOfAllKinds(String options) throws Exception {
    Path image = folder.resolve("image");
    Mke2fs.make(image, tree, "64M", "-t ext4");
    tinyvol.run((Object[]) ("init " + options).split(" ")).ok();
    roundTrip(image);
  }

  /** Builds, exports in all ways, compares, and checks the store. */
  private TestCommand.Result roundTrip(Path image) throws Exception {
    String name = image.getFileName().toString();
    TestCommand.Result built = tinyvol.run("build", name, "--from-image", image, "--json").ok();
    assertEquals(Files.size(image), built.number("virtualBytes"));
    Path copy = folder.resolve(name + ".copy");
    tinyvol.run("export", name, copy).ok();
    Commands.run("cmp", image.toString(), copy.toString());
    Path disk = folder.resolve(name + ".disk");
    tinyvol.run("materialize", name, "--to", "file:" + disk).ok();
    Commands.run("cmp", image.toString(), disk.toString());
    tinyvol.run("check", "--deep").ok();
    return built;
  }

  private Path sparse(String name, long sizeBytes) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(sizeBytes);
    }
    return file;
  }
}
