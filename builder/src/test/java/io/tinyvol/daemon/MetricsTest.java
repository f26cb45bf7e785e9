package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.cli.TestCommand.Result;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon counts is what Prometheus takes, and what the command says. */
@Timeout(600)
class MetricsTest {
  private static final Map<String, String> SAME =
      Map.of(
          "tinyvol_volumes", "volumes",
          "tinyvol_bytes{kind=\"virtual\"}", "virtualBytes",
          "tinyvol_bytes{kind=\"data\"}", "dataBytes",
          "tinyvol_bytes{kind=\"unique\"}", "uniqueBytes",
          "tinyvol_bytes{kind=\"stored\"}", "storedBytes",
          "tinyvol_ratio{kind=\"dedup\"}", "dedupRatio",
          "tinyvol_ratio{kind=\"compression\"}", "compressionRatio",
          "tinyvol_ratio{kind=\"total\"}", "totalRatio");

  @TempDir Path folder;

  @Test
  void agreeWithStats() throws Exception {
    Path store = folder.resolve("store");
    TestCommand tinyvol = new TestCommand(store);
    try (DaemonProcess _ = DaemonProcess.start(store)) {
      assertAgrees(tinyvol, store);
      for (int seed : new int[] {1, 2}) {
        String name = "v" + seed;
        Path tree = folder.resolve("tree" + seed);
        Trees.make(tree, seed);
        Files.write(tree.resolve("noise"), Trees.noise(new Random(seed), 3_000_000));
        tinyvol.run("build", name, "--from-dir", tree).ok();
        tinyvol.run("clone", name, name + "-clone").ok();
        tinyvol.run("export", name, folder.resolve("copy")).ok();
        tinyvol.run("info", "none");
        assertAgrees(tinyvol, store);
      }
      assertComplete(scrape(store));
    }
  }

  private void assertAgrees(TestCommand tinyvol, Path store) throws Exception {
    Result stats = tinyvol.run("stats", "--json").ok();
    // They may rest after they were counted, but not for long: a count takes milliseconds here.
    String metrics = scrape(store);
    while (value(metrics, "tinyvol_volumes").longValue() != stats.number("volumes")) {
      Thread.sleep(20);
      metrics = scrape(store);
    }
    for (Map.Entry<String, String> same : SAME.entrySet()) {
      BigDecimal metric = value(metrics, same.getKey());
      BigDecimal said = new BigDecimal(Double.toString(stats.fraction(same.getValue())));
      assertEquals(0, metric.compareTo(said), same + ": " + metric + ", " + said);
    }
  }

  private static BigDecimal value(String metrics, String name) {
    Matcher matcher =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    assertTrue(matcher.find(), () -> name + " is not in " + metrics);
    return new BigDecimal(matcher.group(1));
  }

  private static void assertComplete(String metrics) {
    String info = "tinyvol_build_info{compression=\"zstd:1\",hash=\"sha256\",version=";
    assertTrue(metrics.contains(info), metrics);
    for (String kind : new String[] {"cache", "unwritten", "index"}) {
      value(metrics, "tinyvol_store_memory_bytes{kind=\"" + kind + "\"}");
    }
    assertTrue(value(metrics, "tinyvol_disk_bytes{kind=\"content\"}").longValue() >= 6_000_000);
    assertEquals(0, value(metrics, "tinyvol_disk_bytes{kind=\"delta\"}").signum());
    assertTrue(value(metrics, "process_start_time_seconds").signum() > 0);
    assertTrue(value(metrics, "process_open_fds").signum() > 0);
    assertTrue(value(metrics, "process_resident_memory_bytes").signum() > 0);
    for (String kind : new String[] {"build", "write"}) {
      String done = "{kind=\"" + kind + "\",state=\"done\"}";
      assertEquals(2, value(metrics, "tinyvol_operation_duration_seconds_count" + done).intValue());
      String bytes = "tinyvol_operation_bytes_total{kind=\"" + kind + "\"}";
      assertTrue(value(metrics, bytes).longValue() >= 6_000_000, metrics);
    }
    assertEquals(2, value(metrics, "tinyvol_errors_total{code=\"not_found\"}").intValue());
  }

  /** The metrics, once promtool has found nothing to say about them. */
  private String scrape(Path store) throws Exception {
    Path text = folder.resolve("metrics");
    Files.writeString(text, HttpText.get(store.resolve("daemon.sock"), "/metrics"));
    String[] check = {"sh", "-c", "promtool check metrics <\"$0\"", text.toString()};
    Commands.need("promtool");
    assertEquals("", Commands.run(check));
    return Files.readString(text);
  }
}
