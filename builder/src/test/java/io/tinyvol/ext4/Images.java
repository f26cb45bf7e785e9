package io.tinyvol.ext4;

import io.tinyvol.testing.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks debugfs what is in images. */
final class Images {
  private static final Pattern NCHECK_LINE = Pattern.compile("(\\d+)\t+(/.*)");
  private static final Pattern BLOCK_RUN =
      Pattern.compile("\\((\\d+)(?:-(\\d+))?(\\[u])?\\):(\\d+)");

  private Images() {}

  /** What debugfs answers to a request. */
  static String debugfs(Path image, String request) throws IOException, InterruptedException {
    return Commands.run("debugfs", "-R", request, image.toString());
  }

  /** The inodes of the paths that lead to some of them; hard links are not used in tests. */
  static Map<String, Long> inodesByPath(Path image, Iterable<Long> inodes)
      throws IOException, InterruptedException {
    StringBuilder request = new StringBuilder("ncheck");
    for (long inode : inodes) {
      request.append(' ').append(inode);
    }
    Map<String, Long> found = new TreeMap<>();
    for (String line : debugfs(image, request.toString()).lines().toList()) {
      Matcher matcher = NCHECK_LINE.matcher(line);
      if (matcher.matches()) {
        found.put(matcher.group(2).replaceFirst("^/+", "/"), Long.valueOf(matcher.group(1)));
      }
    }
    return found;
  }

  /** A file's blocks as "stat" of debugfs lists them, without those that only map others. */
  static List<FoundFile.Extent> extents(Path image, long inode)
      throws IOException, InterruptedException {
    String stat = debugfs(image, "stat <" + inode + ">");
    String blocks =
        stat.lines()
            .dropWhile(line -> !line.matches("(BLOCKS|EXTENTS):"))
            .skip(1)
            .collect(Collectors.joining(" "));
    FoundFile merged = new FoundFile(inode, FileKind.REGULAR, 0);
    Matcher run = BLOCK_RUN.matcher(blocks);
    while (run.find()) {
      if (run.group(3) == null) {
        long first = Long.parseLong(run.group(1));
        long last = run.group(2) == null ? first : Long.parseLong(run.group(2));
        merged.addMerged(first, Long.parseLong(run.group(4)), last - first + 1);
      }
    }
    return merged.extents();
  }
}
