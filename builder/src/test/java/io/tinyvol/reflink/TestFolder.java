package io.tinyvol.reflink;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.reflink.ReflinkFolder;
import io.tinyvol.blockdev.reflink.ReflinkOptions;
import io.tinyvol.cas.Digest;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder for disks.
 *
 * @param path where it is
 */
record TestFolder(Path path) {
  static final int SIZE_BYTES = 1 << 20;

  static TestFolder make(Path path) throws IOException {
    return new TestFolder(Files.createDirectories(path));
  }

  static ReflinkOptions options() {
    return ReflinkOptions.waiting(Duration.ofSeconds(10));
  }

  static ReflinkOptions options(boolean isReplacing, boolean isVolatile) {
    return new ReflinkOptions(isReplacing, isVolatile, false, Duration.ofSeconds(10), Steps.NONE);
  }

  static ReflinkOptions options(Steps steps) {
    return new ReflinkOptions(true, false, false, Duration.ofSeconds(10), steps);
  }

  ReflinkFolder open() throws IOException {
    return ReflinkFolder.open(path, options());
  }

  /** What a disk of a number is made of, which is told by it. */
  static DiskSource source(int number) {
    return new DiskSource(new UUID(0, number), root(number), 1);
  }

  static Digest root(int number) {
    return new Digest(number, 0, 0, 0);
  }

  static byte[] content(int number) {
    return Trees.noise(new Random(number), SIZE_BYTES);
  }

  static NewDisk wanted(String name, int number) {
    return new NewDisk(name, SIZE_BYTES, source(number), Optional.empty(), SIZE_BYTES);
  }

  /** Makes a disk with the content of a number. */
  static Path make(ReflinkFolder disks, String name, int number) throws IOException {
    try (StagedDisk staged = disks.stage(wanted(name, number))) {
      fill(staged.path(), content(number));
      return staged.publish();
    }
  }

  /** Writes over a file's beginning, and syncs it. */
  static void fill(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.force(true);
    }
  }

  /** What a guest writes. */
  void write(String name, int number) throws IOException {
    fill(path.resolve(name), Arrays.copyOf(content(number), 4096));
  }

  /** Our files. */
  List<String> files() throws IOException {
    Path inner = path.resolve(".tinyvol");
    if (!Files.exists(inner)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(inner)) {
      return files.map(file -> inner.relativize(file).toString()).sorted().toList();
    }
  }

  /** All that can be told of the folder, but times. */
  String state() throws IOException {
    StringBuilder state = new StringBuilder();
    try (ReflinkFolder disks = open()) {
      for (Disk disk : disks.list()) {
        CommitsDisks.Sides sides = disks.sides(disk.name());
        byte[] guest =
            disk.isActive() ? Files.readAllBytes(path.resolve(disk.name())) : new byte[0];
        state.append(disk.name()).append(' ').append(disk.sizeBytes()).append(' ');
        state.append(disk.source()).append(' ').append(sides).append(' ');
        state.append(Arrays.hashCode(guest)).append(" revisions");
        for (DiskRevision revision : disks.revisions(disk.name())) {
          Path image = path.resolve(".tinyvol/" + disk.name() + "/" + revision.number());
          state.append(' ').append(revision.number()).append(' ');
          state.append(Arrays.hashCode(Files.readAllBytes(image)));
        }
        state.append('\n');
      }
    }
    return state.append(files()).toString();
  }
}
