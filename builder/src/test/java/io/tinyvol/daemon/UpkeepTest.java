package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cli.TestCommand;
import io.tinyvol.daemon.format.UpkeepFormat;
import io.tinyvol.daemon.format.UpkeepState;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A daemon removes what is unused, finds damage, and remembers how far it is. */
class UpkeepTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern FREED = Pattern.compile("\ntinyvol_gc_freed_bytes_total [1-9]");

  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;

  @BeforeEach
  void build() throws Exception {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    Files.write(folder.resolve("a.img"), TestContent.random(new Random(1), 1 << 20));
    Files.write(folder.resolve("b.img"), TestContent.random(new Random(2), 1 << 20));
    tinyvol.run("build", "a", "--from-image", folder.resolve("a.img")).ok();
    tinyvol.run("build", "b", "--from-image", folder.resolve("b.img")).ok();
  }

  private Daemon daemon(UpkeepOptions upkeep) throws IOException {
    DaemonOptions options =
        new DaemonOptions(Optional.empty(), Duration.ofSeconds(5), upkeep, "test");
    Daemon daemon = Daemon.start(VolumeStore.open(store, "test"), options, InstantSource.system());
    daemon.upkeep().start(Duration.ofMillis(50));
    return daemon;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "did not come in " + PATIENCE);
      Thread.sleep(20);
    }
  }

  @Test
  void collectsOnSchedule() throws Exception {
    tinyvol.run("rm", "a").ok();
    UpkeepOptions often = new UpkeepOptions(Duration.ofMillis(100), Duration.ZERO, 1);
    try (Daemon daemon = daemon(often)) {
      await(() -> FREED.matcher(metrics(daemon)).find());
    }
    assertEquals(0, tinyvol.run("gc", "--dry-run", "--json").ok().number("freedBytes"));
    tinyvol.run("check", "--deep").ok();
    assertTrue(Files.size(store.resolve("upkeep")) > 0);
  }

  /** The log would be full of it by the morning. */
  @Test
  void whatFailsIsNotTriedAgainAtOnce() throws Exception {
    Path head = store.resolve("volumes/a");
    byte[] bytes = Files.readAllBytes(head);
    bytes[bytes.length / 2] ^= 1;
    Files.write(head, bytes);
    UpkeepOptions options = new UpkeepOptions(Duration.ofMinutes(10), Duration.ofSeconds(1), 1);
    UpkeepState longAgo = new UpkeepState(Instant.EPOCH, Instant.EPOCH, 0);
    DurableFiles.write(store.resolve("upkeep"), UpkeepFormat.encode(longAgo));
    try (Daemon _ = daemon(options)) {
      Path socket = store.resolve("daemon.sock");
      int scrubs = count(HttpText.get(socket, "/v1/operations"), "\"scrub\"");
      await(() -> count(HttpText.get(socket, "/v1/operations"), "\"scrub\"") > scrubs + 3);
      assertEquals(1, count(HttpText.get(socket, "/v1/operations"), "\"gc\""));
    }
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  /** Most of the time its own collection rests, for an hour in all. */
  @Test
  void whoAsksForACollectionHasIt() throws Exception {
    tinyvol.run("rm", "a").ok();
    UpkeepOptions slow = new UpkeepOptions(Duration.ofMillis(1), Duration.ZERO, 1e-5);
    try (Daemon _ = daemon(slow)) {
      Path socket = store.resolve("daemon.sock");
      await(() -> HttpText.get(socket, "/v1/operations").contains("\"gc\""));
      tinyvol.run("gc").ok();
      tinyvol.run("gc").ok();
      assertEquals(0, tinyvol.run("gc", "--dry-run", "--json").ok().number("freedBytes"));
    }
  }

  @Test
  void damageIsFoundAndMendedByABuild() throws Exception {
    flip();
    UpkeepOptions often = new UpkeepOptions(Duration.ZERO, Duration.ofSeconds(1), 1);
    try (Daemon daemon = daemon(often)) {
      await(() -> metrics(daemon).contains("tinyvol_scrub_damaged_total 1.0"));
      TestCommand.Result checked = tinyvol.run("check", "--json");
      assertEquals(5, checked.exit(), checked.toString());
      assertTrue(checked.out().contains("quarantine"), checked.out());
      for (String name : new String[] {"a", "b"}) {
        tinyvol.run("build", name, "--replace", "--from-image", folder.resolve(name + ".img")).ok();
      }
      tinyvol.run("check", "--deep").ok();
    }
    for (String name : new String[] {"a", "b"}) {
      Path out = folder.resolve(name + ".out");
      tinyvol.run("export", name, out).ok();
      assertEquals(-1, Files.mismatch(folder.resolve(name + ".img"), out));
    }
  }

  @Test
  void hurtFilesAreLogged() throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.write(tree.resolve("large file"), TestContent.random(new Random(3), 8 << 20));
    tinyvol.run("build", "c", "--from-dir", tree).ok();
    flip();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Upkeep.class);
    log.start();
    logger.addAppender(log);
    UpkeepOptions often = new UpkeepOptions(Duration.ZERO, Duration.ofSeconds(1), 1);
    try (Daemon daemon = daemon(often)) {
      await(() -> metrics(daemon).contains("tinyvol_scrub_damaged_total 1.0"));
      await(() -> List.copyOf(log.list).stream().anyMatch(UpkeepTest::namesTheFile));
    } finally {
      logger.detachAppender(log);
    }
  }

  private static boolean namesTheFile(ILoggingEvent event) {
    return event.getFormattedMessage().equals("damaged files")
        && String.valueOf(event.getKeyValuePairs())
            .equals("[volume=\"c\", files=\"1\", paths=\"/large file\"]");
  }

  @Test
  void aRoundGoesOnWhereItWas() throws Exception {
    UpkeepOptions slow = new UpkeepOptions(Duration.ZERO, Duration.ofMinutes(10), 1);
    try (Daemon daemon = daemon(slow)) {
      await(() -> portion(daemon) >= 1);
    }
    try (Daemon daemon = daemon(slow)) {
      assertTrue(portion(daemon) >= 1, "it began anew");
    }
    Files.write(store.resolve("upkeep"), new byte[] {1, 2, 3});
    try (Daemon daemon = daemon(UpkeepOptions.NONE)) {
      assertEquals(0, portion(daemon), "what is damaged counts as nothing");
    }
  }

  private static String metrics(Daemon daemon) throws IOException {
    return new String(daemon.metrics().text(), StandardCharsets.UTF_8);
  }

  /** One bit of one chunk. */
  private void flip() throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("chunks"))) {
      Path blobs =
          files
              .filter(file -> file.toString().endsWith(".blob"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(blobs);
      bytes[bytes.length / 2] ^= 1;
      Files.write(blobs, bytes);
    }
  }

  private static int portion(Daemon daemon) throws IOException {
    String line =
        metrics(daemon)
            .lines()
            .filter(text -> text.startsWith("tinyvol_scrub_portion "))
            .findFirst()
            .orElseThrow();
    return (int) Double.parseDouble(line.substring(line.indexOf(' ')));
  }
}
