package io.tinyvol.builder.dir;

import io.tinyvol.builder.SourceException;
import io.tinyvol.cas.NoSpaceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes an ext4 image of a tree with {@code mke2fs -d}, which needs neither root nor a mount. */
public final class TreeImage {
  private static final int MAX_TRIES = 6;

  private TreeImage() {}

  /**
   * Writes the image of {@code tree} to the file {@code image}, which is sparse.
   *
   * @param sizeBytes the size it must have, where it is not for us to choose
   * @throws SourceException if that size is too small, or the tree cannot be read
   */
  public static void make(Path tree, Path image, OptionalLong sizeBytes) throws IOException {
    TreeSurvey survey = TreeSurvey.of(tree);
    FilesystemSize smallest = FilesystemSize.smallestFor(survey);
    FilesystemSize size =
        sizeBytes.isPresent()
            ? FilesystemSize.of(sizeBytes.getAsLong(), survey)
            : FilesystemSize.withRoomFor(survey);
    for (int tries = 1; ; tries++) {
      Optional<String> failure = mke2fs(tree, image, size, survey);
      if (failure.isEmpty()) {
        return;
      }
      boolean tooSmall = isTooSmall(failure.get()) || size.sizeBytes() < survey.contentBytes();
      if (tooSmall && sizeBytes.isPresent()) {
        throw new SourceException(
            "size "
                + sizeBytes.getAsLong()
                + " is too small: the content of "
                + tree
                + " needs about "
                + Math.max(smallest.sizeBytes(), size.larger().sizeBytes())
                + " bytes");
      }
      if (!tooSmall || tries == MAX_TRIES) {
        throw failure(tree, failure.get());
      }
      size = size.larger();
    }
  }

  private static boolean isTooSmall(String output) {
    return output.contains("Could not allocate block")
        || output.contains("Could not allocate inode")
        || output.contains("Not enough space to build")
        || output.contains("too small for")
        || output.contains("too many inodes")
        || output.contains("Filesystem too small");
  }

  private static IOException failure(Path tree, String output) {
    IOException failure = new IOException(tree + ": mke2fs: " + output);
    return NoSpaceException.isCauseOf(failure)
        ? new NoSpaceException(tree + ": no space left on device", failure)
        : failure;
  }

  /** Runs mke2fs; gives what it said if it failed. */
  private static Optional<String> mke2fs(
      Path tree, Path image, FilesystemSize size, TreeSurvey survey) throws IOException {
    Files.deleteIfExists(image);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size.sizeBytes());
    }
    // lazy: what the kernel would fill with zeros stays a hole.
    List<String> command =
        List.of(
            "mke2fs",
            "-q",
            "-F",
            "-t",
            "ext4",
            "-b",
            "4096",
            "-I",
            "256",
            "-N",
            Long.toString(size.inodes()),
            "-U",
            survey.uuid().toString(),
            "-E",
            "hash_seed=" + survey.uuid() + ",lazy_itable_init=1,lazy_journal_init=1",
            "-d",
            tree.toAbsolutePath().toString(),
            image.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
    return run(builder);
  }

  private static Optional<String> run(ProcessBuilder builder) throws IOException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("mke2fs cannot be run: install the package e2fsprogs", e);
    }
    try {
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      return process.waitFor() == 0
          ? Optional.empty()
          : Optional.of(new String(output, StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      process.destroy();
    }
  }
}
