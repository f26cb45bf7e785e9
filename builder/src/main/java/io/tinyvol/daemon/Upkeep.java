package io.tinyvol.daemon;

import static java.util.stream.Collectors.joining;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.daemon.format.UpkeepFormat;
import io.tinyvol.daemon.format.UpkeepState;
import io.tinyvol.json.Fields;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.service.OperationStatus.State;
import io.tinyvol.service.json.GcJson;
import io.tinyvol.service.local.LocalService;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.check.Finding;
import io.tinyvol.volume.check.Scrub;
import io.tinyvol.volume.gc.GcReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes unused content and reads all content again and again, on a schedule, in one thread that
 * takes a share of a core. How far it is outlasts the daemon.
 */
final class Upkeep implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration FOREVER = Duration.ofDays(365);

  /** So many files of a volume say enough; check names all. */
  private static final int LOGGED_FILES = 20;

  /** A collection that failed is tried again after such a part of the time between two. */
  private static final int PAUSES = 24;

  private final LocalService service;
  private final Operations operations;
  private final UpkeepOptions options;
  private final InstantSource clock;
  private final UpkeepMetrics metrics;
  private final Path file;
  private final Task gc;
  private final Task scrub;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep-timer").daemon().factory());

  /** Only the timer's thread, and work that it waits for, changes it. */
  private volatile UpkeepState state;

  /** The same, by {@link System#nanoTime}: when what was done last has been rested for. */
  private volatile long rested = System.nanoTime();

  Upkeep(
      LocalService service,
      Operations operations,
      UpkeepOptions options,
      InstantSource clock,
      UpkeepMetrics metrics)
      throws IOException {
    this.service = service;
    this.operations = operations;
    this.options = options;
    this.clock = clock;
    this.metrics = metrics;
    this.file = service.store().folder().upkeepFile();
    this.gc = new Task("gc", this::collect, options.gcEvery().dividedBy(PAUSES));
    this.scrub = new Task("scrub", this::scrub, options.scrubEvery().dividedBy(Scrub.PORTIONS));
    this.state = read();
    metrics.next(state.nextPortion());
  }

  private UpkeepState read() throws IOException {
    try {
      return UpkeepFormat.decode(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      return UpkeepState.first(clock.instant());
    } catch (CorruptDataException e) {
      LOG.warn("begun anew: {}", e.getMessage());
      return UpkeepState.first(clock.instant());
    }
  }

  private void remember(UpkeepState next) throws IOException {
    DurableFiles.write(file, UpkeepFormat.encode(next));
    state = next;
    metrics.next(next.nextPortion());
  }

  /** Looks now and then whether something is to be done. */
  void start(Duration every) {
    long nanos = every.toNanos();
    ScheduledFuture<?> looking =
        timer.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    assert !looking.isDone();
  }

  /** Does what is due. */
  private void look() {
    try {
      Instant now = clock.instant();
      if (isDue(state.lastGc(), options.gcEvery(), now)) {
        gc.run();
      }
      if (!options.scrubEvery().isZero() && isPortionDue(now)) {
        scrub.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RequestException e) {
      LOG.debug("not now: {}", e.getMessage()); // the daemon ends
    }
  }

  private static boolean isDue(Instant last, Duration every, Instant now) {
    return !every.isZero() && !now.isBefore(last.plus(every));
  }

  /** A round's portions are spread over its time; a clock that was set back ends nothing. */
  private boolean isPortionDue(Instant now) {
    Duration part = options.scrubEvery().dividedBy(Scrub.PORTIONS);
    return !now.isBefore(state.roundBegun().plus(part.multipliedBy(state.nextPortion())));
  }

  /** What is done again and again; what failed, or was cancelled, is left alone for a while. */
  private final class Task {
    private final String kind;
    private final Operation.Work work;
    private final long pauseNanos;
    private long notBefore = System.nanoTime();

    Task(String kind, Operation.Work work, Duration pause) {
      this.kind = kind;
      this.work = work;
      this.pauseNanos = pause.toNanos();
    }

    void run() throws InterruptedException, RequestException {
      long now = System.nanoTime();
      if (now - notBefore < 0 || now - rested < 0) {
        return;
      }
      Operation operation =
          operations.start(kind, "", Operations.DAEMON, Operations.Kind.UPKEEP, work);
      if (operation.await(FOREVER).state() != State.DONE) {
        notBefore = System.nanoTime() + pauseNanos;
      }
    }
  }

  private Map<String, Object> collect(Progress progress) throws IOException {
    Throttle throttle = new Throttle(progress, options.share(), service::isCollectionAwaited);
    GcReport report;
    try {
      report = service.collect(false, throttle);
    } finally {
      rested = System.nanoTime() + throttle.owedNanos();
    }
    remember(state.collected(clock.instant()));
    metrics.collected(report);
    return GcJson.write(report);
  }

  private Map<String, Object> scrub(Progress progress) throws IOException {
    Throttle throttle = new Throttle(progress, options.share(), () -> false);
    long read = 0;
    long damaged = 0;
    while (isPortionDue(clock.instant())) {
      if (state.nextPortion() == Scrub.PORTIONS) {
        remember(state.newRound(clock.instant()));
        continue;
      }
      progress.begin("reading portion " + state.nextPortion() + " of 256", -1);
      Scrub.Result result = service.scrub(state.nextPortion(), throttle);
      metrics.scrubbed(result);
      read += result.read();
      damaged += result.damaged().size();
      remember(state.read());
    }
    if (damaged > 0) {
      throw new CorruptDataException(
          service.store().folder().chunks().toString(),
          damaged + " chunks or manifest nodes are damaged; " + hurt(throttle));
    }
    return Fields.of("read", read).map();
  }

  private String hurt(Progress progress) throws IOException {
    CheckReport report = service.check(false, progress);
    TreeSet<String> volumes = new TreeSet<>();
    for (Finding finding : report.findings()) {
      LOG.atError()
          .addKeyValue("what", finding.what())
          .addKeyValue("volumes", String.join(" ", finding.volumes()))
          .log(finding.why());
      volumes.addAll(finding.volumes());
    }
    report.hurtFiles().forEach(Upkeep::log);
    return volumes.isEmpty()
        ? "no volume's present content is hurt"
        : "hurts " + String.join(", ", volumes) + ": build what they have again, which mends it";
  }

  private static void log(String volume, SortedSet<String> files) {
    LOG.atError()
        .addKeyValue("volume", volume)
        .addKeyValue("files", files.size())
        .addKeyValue("paths", files.stream().limit(LOGGED_FILES).collect(joining("\n")))
        .log("damaged files");
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
