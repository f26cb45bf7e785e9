package io.tinyvol.daemon;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.OperationStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

/** What the daemon counts, for Prometheus. Thread-safe. */
final class Metrics implements Operations.Watcher {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600
  };

  private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Histogram requests =
      Histogram.builder()
          .name("tinyvol_http_request_duration_seconds")
          .help("How long requests took to answer.")
          .labelNames("method", "route", "status")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);

  private final Histogram operations =
      Histogram.builder()
          .name("tinyvol_operation_duration_seconds")
          .help("How long builds, exports and checks took, waiting included.")
          .labelNames("kind", "state")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);

  private final Counter operationBytes =
      Counter.builder()
          .name("tinyvol_operation_bytes_total")
          .help("Bytes that builds read, exports wrote and checks verified.")
          .labelNames("kind")
          .register(registry);

  private final Counter errors =
      Counter.builder()
          .name("tinyvol_errors_total")
          .help("Requests and operations that were refused or failed, by the command's exit code.")
          .labelNames("code")
          .register(registry);

  Metrics() {
    JvmMetrics.builder().register(registry);
  }

  /** Where more is registered, what is asked for when it is scraped. */
  PrometheusRegistry registry() {
    return registry;
  }

  void answered(String method, String route, int status, long nanos) {
    String known = method.matches("GET|PUT|POST|PATCH|DELETE") ? method : "other";
    requests.labelValues(known, route, Integer.toString(status)).observe(nanos / 1e9);
  }

  @Override
  public void moved(String kind, long bytes) {
    operationBytes.labelValues(kind).inc(bytes);
  }

  @Override
  public void ended(OperationStatus operation) {
    operations
        .labelValues(operation.kind(), operation.state().label())
        .observe(operation.elapsedNanos() / 1e9);
    operation.failure().ifPresent(failure -> failed(failure.code()));
  }

  void failed(ExitCode code) {
    errors.labelValues(code.name().toLowerCase(Locale.ROOT)).inc();
  }

  /** What a scrape answers. */
  Answer scrape(Exchange exchange) throws Exception {
    exchange.allow();
    return new Answer.Whole(200, WRITER.getContentType(), text(), "");
  }

  /** All that is known now. */
  byte[] text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WRITER.write(out, registry.scrape());
    return out.toByteArray();
  }
}
