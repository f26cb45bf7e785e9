package io.tinyvol.builder.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.tree.Attributes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long names, large numbers, times, global headers and exclusions, as the programs write them. */
final class TarHeadersTest {
  @TempDir Path temp;

  private Path tree(String script) throws Exception {
    Path tree = Files.createDirectories(temp.resolve("tree"));
    Scripts.run(tree, script);
    return tree;
  }

  private void assertSameAfter(String script, String command) throws Exception {
    Path tree = tree(script);
    Scripts.run(tree, command + " -cf ../archive.tar .");
    TreeListing.assertSame(
        TreeListing.ofFolder(tree, temp), ArchiveTrees.list(temp.resolve("archive.tar")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tar --format=gnu",
        "tar --format=pax",
        "bsdtar --format=pax",
        "bsdtar --format=gnutar"
      })
  void longNamesAndLinks(String command) throws Exception {
    assertSameAfter(
        """
        long=$(head -c 200 /dev/zero | tr '\\0' n)
        mkdir -p $long/$long/$long && echo x > $long/$long/$long/f$long
        ln $long/$long/$long/f$long $long/h$long && ln -s $long/$long/$long/$long $long/l
        hundred=$(head -c 98 /dev/zero | tr '\\0' n)
        for tail in '' 1 12; do echo $tail > $hundred$tail; ln -s $hundred$tail l$tail; done
        find . -exec touch -hd @1500000000 {} +
        """,
        command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar --format=gnu", "tar --format=pax", "bsdtar --format=pax"})
  void largeOwners(String command) throws Exception {
    assertSameAfter(
        """
        touch f g && chown 4294967294:2097152 f && chown 2097151:3000000000 g
        find . -exec touch -hd @1500000000 {} +
        """,
        command);
  }

  @Test
  void sizesOfMoreThanOctalDigitsHold() throws Exception {
    tree("truncate -s 9000000000 f && printf end >> f && tar --sparse -cf ../archive.tar f");
    String line = String.valueOf(ArchiveTrees.list(temp.resolve("archive.tar")).get("./f"));
    assertEquals("9000000003", line.split(" ", -1)[4]);
  }

  @Test
  void timesBefore1970AndFractions() throws Exception {
    String script =
        """
        touch f g h i && touch -d '1969-12-31T23:59:59.5Z' f && touch -d '1901-12-14T00:00:00.000000001Z' g
        touch -d '2040-01-01T00:00:00.999999999Z' h && touch -d '1969-12-31T23:59:58Z' i
        touch -d '1960-06-01T12:00:00.25Z' .
        """;
    assertSameAfter(script, "tar --format=pax");
  }

  @Test
  void wholeSecondsBefore1970InBase256() throws Exception {
    assertSameAfter(
        "touch f && touch -d '1950-01-01T00:00:00Z' f && touch -d '1969-12-31T23:59:59Z' .",
        "tar --format=gnu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.000000001", "-1.9999999999", "-0.0", "12.", "1.0000000019"})
  void timesAsText(String text) throws Exception {
    byte[] archive = new TarMaker().pax("mtime", text).file("f", "").finish();
    Attributes a = ArchiveTrees.at(ArchiveTrees.read(archive), "f").attributes();
    BigDecimal floor = new BigDecimal(text).setScale(9, RoundingMode.FLOOR);
    assertEquals(
        floor,
        BigDecimal.valueOf(a.modifiedNanos(), 9)
            .add(BigDecimal.valueOf(a.modifiedSeconds()))
            .setScale(9));
  }

  /** git archive starts with a global header; times and modes of all entries are its own. */
  @Test
  void globalHeader() throws Exception {
    Path tree =
        tree(
            """
            mkdir -p d/e && echo x > d/e/f && echo run > run && chmod 755 run && ln -s d/e/f l
            git init -q . && git add . && git -c user.name=n -c user.email=e commit -qm m
            git archive --format=tar -o ../git.tar HEAD && mkdir ../unpacked
            tar -xpf ../git.tar -C ../unpacked
            """);
    assertEquals(tree, temp.resolve("tree"));
    assertEquals(
        withoutRoot(TreeListing.ofFolder(temp.resolve("unpacked"), temp)),
        withoutRoot(ArchiveTrees.list(temp.resolve("git.tar"))));
  }

  private static SortedMap<String, String> withoutRoot(SortedMap<String, String> lines) {
    SortedMap<String, String> others = new TreeMap<>(lines);
    others.remove(".");
    return others;
  }

  @Test
  void exclusions() throws Exception {
    tree(
        """
        mkdir -p a/cache/x b/cache keep && touch a/cache/x/f b/cache/f keep/a.pyc keep/a.py b/z
        ln keep/a.py keep/other && tar -cf ../archive.tar .
        """);
    Set<String> left =
        ArchiveTrees.list(temp.resolve("archive.tar"), "/a/cache", "*.pyc", "b/").keySet();
    assertEquals(new TreeSet<>(Set.of(".", "./a", "./keep", "./keep/a.py", "./keep/other")), left);
  }
}
