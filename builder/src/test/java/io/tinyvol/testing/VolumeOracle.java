package io.tinyvol.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks e2fsck, the kernel, rsync and others whether an ext4 file system is sound and holds what a
 * folder holds. Mounts lie in a mount namespace of their own, and end with it whatever happens.
 */
public final class VolumeOracle {
  private static final long GROWN_BYTES = 40L << 30;
  private static final Duration GROW_TIMEOUT = Duration.ofMinutes(5);

  private final Path scratch;
  private final TestScripts scripts;

  /** Works in a folder of the test's. */
  public VolumeOracle(Path scratch) throws IOException, InterruptedException {
    Commands.need("e2fsck", "rsync", "getfattr", "getfacl", "perl", "unshare", "find", "cmp");
    this.scratch = Files.createDirectories(scratch);
    this.scripts = TestScripts.copyTo(scratch.resolve("scripts"));
  }

  /**
   * e2fsck finds nothing, and mounted it equals the folder: content, kinds, modes, owners, times,
   * links, devices, attributes, sparseness.
   *
   * @param more what else lies at its top
   * @throws AssertionError with what differs
   */
  public void same(Path image, Path source, String... more)
      throws IOException, InterruptedException {
    check("same", image, source, more);
  }

  /** It stays sound while the kernel changes files of every kind and then deletes them all. */
  public void survivesChanges(Path image, Path source) throws IOException, InterruptedException {
    Path copy = copy(image);
    check("change", copy, source);
    Files.delete(copy);
  }

  /**
   * A guest's kernel can grow it while it is mounted, far beyond its size, and what was there stays
   * as it was. In a guest, because a host's root may lack the right to grow file systems.
   */
  public void grows(Path image, Path source) throws IOException, InterruptedException {
    Path copy = copy(image);
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.setLength(Math.max(file.length() * 2, GROWN_BYTES));
    }
    Instant modified = Files.getLastModifiedTime(source).toInstant();
    String output =
        UmlGuest.run(
            scratch,
            copy,
            GROW_TIMEOUT,
            "rootfstype=hostfs",
            "rootflags=/",
            "ro",
            "init=" + scripts.path("grow-in-guest"),
            "modified=@%d.%09d".formatted(modified.getEpochSecond(), modified.getNano()));
    if (output.lines().noneMatch(line -> line.startsWith("grown from"))) {
      throw new AssertionError("it cannot be grown:\n" + output);
    }
    check("same", copy, source, ".added");
    Files.delete(copy);
  }

  /** e2fsck finds nothing to complain of. */
  public void clean(Path image) throws IOException, InterruptedException {
    Commands.run(scripts.path("check-volume"), image.toString(), "/", "clean");
  }

  private void check(String what, Path image, Path source, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare", "-m", scripts.path("check-volume")));
    command.addAll(List.of(image.toString(), source.toString(), what));
    command.addAll(List.of(more));
    Commands.run(command.toArray(String[]::new));
  }

  private Path copy(Path image) throws IOException, InterruptedException {
    Path copy = scratch.resolve("copy");
    Commands.run("cp", "--sparse=always", image.toString(), copy.toString());
    return copy;
  }
}
