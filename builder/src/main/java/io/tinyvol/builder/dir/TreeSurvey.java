package io.tinyvol.builder.dir;

import io.tinyvol.builder.SourceException;
import io.tinyvol.posix.PosixFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a tree needs in an ext4 file system, and an identity made of it.
 *
 * @param entries files, folders and all else
 * @param contentBytes what their blocks of 4 KiB take
 * @param uuid made of the tree's names, sizes and times, so that the same tree gives the same
 */
record TreeSurvey(long entries, long contentBytes, UUID uuid) {
  private static final int BLOCK_BYTES = 4096;

  /** Longer symlink targets do not fit into the inode. */
  private static final int FAST_SYMLINK_BYTES = 59;

  /**
   * From this size on a file is asked for its holes: to ask costs more than to count small ones.
   */
  private static final long ASK_HOLES_BYTES = 1 << 20;

  static TreeSurvey of(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      throw new java.nio.file.NoSuchFileException(tree.toString());
    }
    if (!Files.isDirectory(tree)) {
      throw new SourceException(tree + ": is not a folder; use --from-image for an image");
    }
    Counter counter = new Counter(tree);
    Files.walkFileTree(tree, counter);
    return new TreeSurvey(
        counter.entries, counter.bytes, new UUID(counter.identity, ~counter.identity * 31));
  }

  /** Adds up; the identity is a sum, so that the order of the walk does not matter. */
  private static final class Counter extends SimpleFileVisitor<Path> {
    private final Path tree;
    private final Set<Object> seen = new HashSet<>();
    private long entries;
    private long bytes;
    private long identity;

    Counter(Path tree) {
      this.tree = tree;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      note(folder, attributes);
      bytes += blocks(attributes.size());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      note(file, attributes);
      if (attributes.isSymbolicLink()) {
        bytes += attributes.size() > FAST_SYMLINK_BYTES ? BLOCK_BYTES : 0;
      } else if (attributes.isRegularFile() && isFirstLink(file, attributes)) {
        bytes += attributes.size() < ASK_HOLES_BYTES ? blocks(attributes.size()) : dataOf(file);
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isFirstLink(Path file, BasicFileAttributes attributes) throws IOException {
      @Nullable Object key = attributes.fileKey();
      boolean linked = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
      return !linked || key == null || seen.add(key);
    }

    private void note(Path path, BasicFileAttributes attributes) {
      entries++;
      String facts =
          tree.relativize(path) + "\0" + attributes.size() + "\0" + attributes.lastModifiedTime();
      UUID hash = UUID.nameUUIDFromBytes(facts.getBytes(StandardCharsets.UTF_8));
      identity += hash.getMostSignificantBits() ^ hash.getLeastSignificantBits();
    }

    private static long dataOf(Path file) throws IOException {
      long data = 0;
      try (PosixFile opened = PosixFile.open(file)) {
        for (long at = opened.nextData(0); at < opened.sizeBytes(); ) {
          long hole = opened.nextHole(at);
          data += blocks(hole - at) + BLOCK_BYTES;
          at = opened.nextData(hole);
        }
      }
      return data;
    }

    private static long blocks(long bytes) {
      return Math.ceilDiv(bytes, BLOCK_BYTES) * (long) BLOCK_BYTES;
    }
  }
}
