package io.tinyvol.cas.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what is written today with what lies in {@code src/test/resources/golden} since the
 * format's first day, and with the annotated dump in its page of documentation. A dump is a block
 * that is fenced as {@code hexdump NAME}, of lines {@code OFFSET BYTES ANNOTATION}.
 *
 * <p>{@code -Dio.tinyvol.golden=write} writes the files that are not there yet, and compares none.
 */
public final class Golden {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{4})  ([0-9a-f]{2}(?: [0-9a-f]{2})*)(?:  .*)?");

  private Golden() {}

  /**
   * Asserts that {@code encoded} is the golden file's bytes, and the dump's.
   *
   * @param module the folder of the module whose resources have the file
   * @param page the page's name in {@code docs}
   */
  public static void check(String module, String page, String name, byte[] encoded)
      throws IOException {
    checkPage(module, page, name, encoded);
    if (!isWriting()) {
      assertEquals(HEX.formatHex(bytes(name)), HEX.formatHex(encoded), name);
    }
  }

  /**
   * Asserts that the golden file's bytes are the dump's, for what a library's next version may
   * write in another way, but has to read. The parameters are as for {@link #check}.
   */
  public static void checkPage(String module, String page, String name, byte[] encoded)
      throws IOException {
    if (isWriting()) {
      write(repository().resolve(module).resolve("src/test/resources/golden"), name, encoded);
      return;
    }
    assertEquals(HEX.formatHex(bytes(name)), HEX.formatHex(dump(page, name)), "docs/" + page);
  }

  private static boolean isWriting() {
    return "write".equals(System.getProperty("io.tinyvol.golden"));
  }

  private static void write(Path folder, String name, byte[] encoded) throws IOException {
    Path file = Files.createDirectories(folder).resolve(name + ".bin");
    if (!Files.exists(file)) {
      Files.write(file, encoded);
    }
  }

  /** A golden file's bytes. */
  public static byte[] bytes(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".bin")) {
      return Objects.requireNonNull(in, name + " has no golden file").readAllBytes();
    }
  }

  private static byte[] dump(String page, String name) throws IOException {
    List<String> lines = Files.readAllLines(repository().resolve("docs").resolve(page));
    int start = lines.indexOf("```hexdump " + name);
    assertTrue(start >= 0, () -> page + " has no dump of " + name);
    List<String> digits = new ArrayList<>();
    int bytes = 0;
    for (String line : lines.subList(start + 1, lines.size())) {
      if (line.equals("```")) {
        return HEX.parseHex(String.join(" ", digits));
      }
      Matcher matcher = LINE.matcher(line);
      assertTrue(matcher.matches(), () -> "not a line of a dump: " + line);
      assertEquals("%04x".formatted(bytes), matcher.group(1), () -> "offset of: " + line);
      digits.add(matcher.group(2));
      bytes += (matcher.group(2).length() + 1) / 3;
    }
    throw new AssertionError(page + ": the dump of " + name + " has no end");
  }

  private static Path repository() {
    return Path.of(
        Objects.requireNonNull(
            System.getProperty("io.tinyvol.repo"), "set io.tinyvol.repo to the repository"));
  }
}
