package io.tinyvol.builder.exclude;

import java.util.List;

/**
 * Patterns of files that are left out of a tree, whatever it comes from. Immutable.
 *
 * <p>A pattern is matched against a file's path from the tree's root, byte by byte, as in:
 *
 * <pre>
 * *       any bytes of a name, also none, but no slash
 * ?       one byte, but no slash
 * [a-z_]  one of these bytes; with ! or ^ at first, one that is none of them, and no slash
 * **      any bytes, slashes as well; between two slashes (or at first, before one) any number of
 *         folders, also none
 * \c      the byte c itself
 * \xC3    the byte of these two hexadecimal digits
 * </pre>
 *
 * <p>A slash at first ties a pattern to the root: {@code /tmp/*} is what is in the root's {@code
 * tmp}, and leaves {@code tmp} itself. Any other may start at any folder: {@code *.pyc} is every
 * file whose name ends so, {@code cache/*.tmp} such files in any folder called {@code cache}. A
 * slash at the end lets a pattern match folders only. What is in an excluded folder is excluded.
 *
 * <p>Time is linear in the path's length times the pattern's; no pattern makes it more.
 */
public final class Exclusions {
  /** Nothing is left out. */
  public static final Exclusions NONE = new Exclusions(List.of());

  private final List<Pattern> patterns;

  private Exclusions(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * What these patterns match.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  public static Exclusions of(List<String> patterns) {
    return new Exclusions(patterns.stream().map(PatternParser::parse).toList());
  }

  /** Whether nothing is left out, so that no path need be put together. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /**
   * Whether a pattern matches this file itself.
   *
   * @param path its path from the root, without a slash at first or at the end
   */
  public boolean excludes(byte[] path, boolean isFolder) {
    for (Pattern pattern : patterns) {
      if (pattern.matches(path, isFolder)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a pattern matches this file or a folder that it is in, for whoever does not come by
   * that folder first.
   *
   * @param path its path from the root, without a slash at first or at the end
   */
  public boolean hides(byte[] path, boolean isFolder) {
    for (Pattern pattern : patterns) {
      if (pattern.hides(path, isFolder)) {
        return true;
      }
    }
    return false;
  }
}
