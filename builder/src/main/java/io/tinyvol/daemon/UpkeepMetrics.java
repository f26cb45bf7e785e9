package io.tinyvol.daemon;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tinyvol.volume.check.Scrub;
import io.tinyvol.volume.gc.GcReport;

/** What the daemon did for its store on its own, for Prometheus. */
final class UpkeepMetrics {
  private final Counter freed;
  private final Counter read;
  private final Counter damaged;
  private final Gauge portion;

  UpkeepMetrics(PrometheusRegistry registry) {
    freed =
        counter("tinyvol_gc_freed_bytes_total", "Unused content that was removed, compressed.")
            .register(registry);
    read =
        counter("tinyvol_scrub_read_total", "Chunks and manifest nodes that were read again.")
            .register(registry);
    damaged =
        counter("tinyvol_scrub_damaged_total", "Chunks and nodes that were found damaged.")
            .register(registry);
    portion =
        Gauge.builder()
            .name("tinyvol_scrub_portion")
            .help("Which of 256 portions of all content is read next.")
            .register(registry);
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder().name(name).help(help);
  }

  void collected(GcReport report) {
    freed.inc(report.freed().storedBytes());
  }

  void scrubbed(Scrub.Result result) {
    read.inc(result.read());
    damaged.inc(result.damaged().size());
  }

  void next(int nextPortion) {
    portion.set(nextPortion);
  }
}
