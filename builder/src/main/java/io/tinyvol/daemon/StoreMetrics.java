package io.tinyvol.daemon;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tinyvol.cas.ContentMemory;
import io.tinyvol.service.StoreStats;
import io.tinyvol.service.StoreStatus;
import io.tinyvol.service.local.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/** What a scrape asks the store for: the same that {@code tinyvol stats} says, and its memory. */
final class StoreMetrics {
  private final PrometheusRegistry registry;

  private StoreMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  static void register(
      PrometheusRegistry registry, LocalService service, String version, LongSupplier unfinished)
      throws IOException {
    StoreMetrics metrics = new StoreMetrics(registry);
    metrics.addBuild(service.status(), version);
    metrics.addStats(new CachedStats(service));
    metrics.addDisk(service);
    metrics.addMemory(service);
    metrics
        .gauge("tinyvol_operations_unfinished", "Builds, exports and checks that wait or run.")
        .callback(callback -> callback.call((double) unfinished.getAsLong()))
        .register(registry);
  }

  private GaugeWithCallback.Builder gauge(String name, String help) {
    return GaugeWithCallback.builder().name(name).help(help);
  }

  private void addBuild(StoreStatus store, String version) {
    Info.builder()
        .name("tinyvol_build_info")
        .help("The program's version, and what the store was made with.")
        .labelNames("version", "hash", "compression")
        .register(registry)
        .addLabelValues(version, store.hash(), store.compression());
  }

  private void addStats(CachedStats stats) {
    gauge("tinyvol_volumes", "Volumes in the store.")
        .callback(callback -> stats.get().ifPresent(now -> callback.call(now.volumes().size())))
        .register(registry);
    gauge("tinyvol_bytes", "What volumes are (virtual, data), what that takes (unique, stored).")
        .labelNames("kind")
        .callback(callback -> stats.get().ifPresent(now -> bytes(now, callback)))
        .register(registry);
    gauge("tinyvol_ratio", "What is saved: data to unique, unique to stored, data to stored.")
        .labelNames("kind")
        .callback(callback -> stats.get().ifPresent(now -> ratios(now, callback)))
        .register(registry);
  }

  private static void bytes(StoreStats stats, GaugeWithCallback.Callback callback) {
    callback.call((double) stats.virtualBytes(), "virtual");
    callback.call((double) stats.dataBytes(), "data");
    callback.call((double) stats.totals().uniqueBytes(), "unique");
    callback.call((double) stats.totals().storedBytes(), "stored");
  }

  private static void ratios(StoreStats stats, GaugeWithCallback.Callback callback) {
    callback.call(stats.dedupRatio(), "dedup");
    callback.call(stats.compressionRatio(), "compression");
    callback.call(stats.totalRatio(), "total");
  }

  private void addDisk(LocalService service) {
    gauge("tinyvol_disk_bytes", "What files take: all content, used or not, and delta layers.")
        .labelNames("kind")
        .callback(
            callback -> {
              StoreStats.Disk now = read(service::disk);
              callback.call((double) now.contentBytes(), "content");
              callback.call((double) now.deltaBytes(), "delta");
            })
        .register(registry);
  }

  private void addMemory(LocalService service) {
    gauge("tinyvol_store_memory_bytes", "Memory of the chunk database, beside the JVM's heap.")
        .labelNames("kind")
        .callback(
            callback -> {
              ContentMemory now = read(service::memory);
              callback.call((double) now.cacheBytes(), "cache");
              callback.call((double) now.unwrittenBytes(), "unwritten");
              callback.call((double) now.indexBytes(), "index");
            })
        .register(registry);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
