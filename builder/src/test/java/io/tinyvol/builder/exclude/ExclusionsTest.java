package io.tinyvol.builder.exclude;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExclusionsTest {
  private static boolean excludes(String pattern, String path) {
    boolean isFolder = path.endsWith("/");
    String name = isFolder ? path.substring(0, path.length() - 1) : path;
    return Exclusions.of(List.of(pattern))
        .excludes(name.getBytes(StandardCharsets.UTF_8), isFolder);
  }

  private static void matches(String pattern, String... paths) {
    for (String path : paths) {
      assertTrue(excludes(pattern, path), pattern + " does not match " + path);
    }
  }

  private static void misses(String pattern, String... paths) {
    for (String path : paths) {
      assertFalse(excludes(pattern, path), pattern + " matches " + path);
    }
  }

  @Test
  void matchesAsDocumented() {
    matches("*.pyc", "a.pyc", ".pyc", "x/y/a.pyc");
    misses("*.pyc", "a.py", "a.pyc/x", "a.pycc");
    matches("/tmp", "tmp", "tmp/");
    misses("/tmp", "var/tmp", "tmpx", "tmp/x");
    matches("/tmp/*", "tmp/x", "tmp/.y/");
    misses("/tmp/*", "tmp", "tmp/x/y", "var/tmp/x");
    matches("cache/*.tmp", "cache/a.tmp", "var/cache/a.tmp");
    misses("cache/*.tmp", "mycache/a.tmp", "cache/x/a.tmp");
    matches("cache/", "cache/", "var/cache/");
    misses("cache/", "cache", "cache/x");
    matches("a?c", "abc", "x/a-c");
    misses("a?c", "ac", "a/c", "abbc");
    matches("[a-c_]x", "ax", "bx", "_x");
    misses("[a-c_]x", "dx", "x");
    matches("[!a-c]x", "dx", "\nx");
    misses("[!a-c]x", "ax", "/x");
    matches("[]-]x", "]x", "-x");
    matches("[^]]x", "ax");
    misses("[^]]x", "]x");
    matches("[a\\]]x", "]x", "ax");
  }

  @Test
  void twoStarsGoOverFolders() {
    matches("/a/**/b", "a/b", "a/x/b", "a/x/y/b");
    misses("/a/**/b", "ab", "a/xb", "x/a/b");
    matches("/a/**", "a/x", "a/x/y");
    misses("/a/**", "a", "a/");
    matches("/**/b", "b", "x/b");
    misses("/**/b", "xb", "x/yb");
    matches("/a**z", "az", "a/b/z", "axz");
    matches("**", "a", "a/b");
    matches("/x/***/y", "x/y", "x/a/y");
    matches("/a/**/", "a/x/", "a/x/y/");
    misses("/a/**/", "a/x", "a/");
  }

  @Test
  void escapesAndBytes() {
    matches("\\*", "*");
    misses("\\*", "a");
    matches("a\\\\b", "a\\b");
    matches("\\x41", "A");
    matches("ä", "ä", "x/ä");
    matches("??", "ä");
    Exclusions latin = Exclusions.of(List.of("\\xE4"));
    assertTrue(latin.excludes(new byte[] {(byte) 0xe4}, false));
    assertFalse(latin.excludes("ä".getBytes(StandardCharsets.UTF_8), false));
  }

  @Test
  void hidesWhatIsInAnExcludedFolder() {
    Exclusions exclusions = Exclusions.of(List.of("/a/b/", "*.o"));
    assertTrue(exclusions.hides("a/b/c/d".getBytes(StandardCharsets.UTF_8), false));
    assertTrue(exclusions.hides("a/b".getBytes(StandardCharsets.UTF_8), true));
    assertFalse(exclusions.hides("a/b".getBytes(StandardCharsets.UTF_8), false));
    assertTrue(exclusions.hides("x.o/y".getBytes(StandardCharsets.UTF_8), false));
    assertFalse(exclusions.hides("a/c".getBytes(StandardCharsets.UTF_8), false));
    assertFalse(exclusions.isEmpty());
    assertTrue(Exclusions.NONE.isEmpty());
  }

  @Test
  void refusesWhatMeansNothing() {
    for (String pattern :
        new String[] {"", "/", "a\\", "[a", "[", "[z-a]", "\\x4", "\\xzz", "[]"}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> Exclusions.of(List.of(pattern)), pattern)
              .toString();
      assertTrue(message.contains(": the pattern '" + pattern + "' "), message);
    }
  }

  @Test
  void manyStarsTakeNoTime() {
    // What goes back on a mismatch would need 2^1000 steps.
    misses("*a".repeat(1000) + "b", "a".repeat(4000));
    misses("**a".repeat(1000) + "b", "a/".repeat(1000) + "a");
  }

  @Test
  void longPatternsFromOutsideAreTaken() {
    // As many as a request to the daemon has room for: nothing may recurse over them.
    matches("**/".repeat(300_000) + "a", "a", "x/a");
    misses("?".repeat(300_000), "a");
    misses("[a]".repeat(300_000), "a");
  }

  @Test
  void hidingADeepPathTakesNoLongerThanMatchingIt() {
    byte[] deep = "a/".repeat(100_000).concat("b").getBytes(StandardCharsets.UTF_8);
    assertFalse(Exclusions.of(List.of("*c", "/b", "b/")).hides(deep, false));
    assertTrue(Exclusions.of(List.of("a/a/")).hides(deep, false));
  }

  /** Against the same by going back, on short patterns. */
  @Test
  void agreesWithASimpleMatcher() {
    Trials.run(
        3000,
        random -> {
          String pattern = text(random, "ab/*?", 8);
          String path = text(random, "ab/", 8).replaceAll("/+", "/").replaceAll("^/|/$", "");
          if (pattern.contains("**")
              || pattern.contains("//")
              || pattern.replace("/", "").isEmpty()
              || path.isEmpty()) {
            return;
          }
          String trimmed = pattern.replaceAll("^/|/$", "");
          boolean expected = simple(trimmed, path);
          for (int i = 0; !pattern.startsWith("/") && i < path.length(); i++) {
            expected |= path.charAt(i) == '/' && simple(trimmed, path.substring(i + 1));
          }
          assertEquals(expected, excludes(pattern, path + "/"), pattern + " on " + path);
        });
  }

  private static String text(Random random, String letters, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static boolean simple(String pattern, String path) {
    if (pattern.isEmpty()) {
      return path.isEmpty();
    }
    char c = pattern.charAt(0);
    String rest = pattern.substring(1);
    boolean hasName = !path.isEmpty() && path.charAt(0) != '/';
    return switch (c) {
      case '*' -> simple(rest, path) || (hasName && simple(pattern, path.substring(1)));
      case '?' -> hasName && simple(rest, path.substring(1));
      default -> !path.isEmpty() && path.charAt(0) == c && simple(rest, path.substring(1));
    };
  }
}
