package io.tinyvol.daemon;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.posix.Umask;
import io.tinyvol.service.DaemonStatus;
import io.tinyvol.service.local.LocalService;
import io.tinyvol.volume.VolumeStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a store for as long as it likes, and lets others use it through its sockets, which lie in
 * the store's folder. Whatever it has answered is durable, so it may be killed at any time.
 */
public final class Daemon implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final Duration LOOKS_EVERY = Duration.ofSeconds(10);

  private final StoreFolder folder;
  private final DaemonOptions options;
  private final LocalService service;
  private final Operations operations;
  private final DescriptorDesk desk;
  private final Paces paces = new Paces();
  private final List<Route> routes;
  private final ApiServer server;
  private final Instant started;
  private final Metrics metrics = new Metrics();
  private final Upkeep upkeep;
  private boolean isClosed;

  private Daemon(VolumeStore store, DaemonOptions options, InstantSource clock) throws IOException {
    this.folder = store.folder();
    this.options = options;
    this.service = new LocalService(store, clock);
    this.started = clock.instant();
    this.operations = new Operations(clock, metrics);
    StoreMetrics.register(metrics.registry(), service, options.version(), operations::unfinished);
    this.upkeep =
        new Upkeep(
            service, operations, options.upkeep(), clock, new UpkeepMetrics(metrics.registry()));
    // Whoever holds the store's lock may remove them: they are of a daemon that was killed.
    Files.deleteIfExists(folder.apiSocket());
    Files.deleteIfExists(folder.descriptorSocket());
    long uid = ownUid();
    this.desk = openDesk();
    this.routes = routes(uid);
    this.server = startServer();
    upkeep.start(LOOKS_EVERY);
  }

  private DescriptorDesk openDesk() throws IOException {
    return Umask.during(Umask.OWNER_ONLY, () -> DescriptorDesk.open(folder.descriptorSocket()));
  }

  private ApiServer startServer() throws IOException {
    try {
      ApiHandler handler = new ApiHandler(new Router(routes), paces, metrics);
      return ApiServer.start(folder.apiSocket(), handler, options.stopTimeout());
    } catch (IOException | RuntimeException e) {
      desk.close();
      throw e;
    }
  }

  private List<Route> routes(long uid) {
    List<Route> all = new ArrayList<>();
    all.addAll(new ApiEndpoints(service, this::status).routes());
    all.addAll(new HistoryEndpoints(service).routes());
    all.addAll(new OperationEndpoints(service, operations, new Handed(desk, uid)).routes());
    all.add(new Route("GET", "/metrics", Route.Pace.HEAVY, metrics::scrape));
    return all;
  }

  private static long ownUid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }

  /**
   * Starts to answer at the sockets of a store, which are made. Takes over the store, also when it
   * throws.
   *
   * @throws io.tinyvol.cas.CorruptDataException if the store cannot be used
   */
  public static Daemon start(VolumeStore store, DaemonOptions options, InstantSource clock)
      throws IOException {
    Daemon daemon = open(store, options, clock);
    try {
      if (options.group().isPresent()) {
        new GroupAccess(store.folder()).grant(options.group().get());
      }
    } catch (IOException | RuntimeException e) {
      daemon.close();
      throw e;
    }
    LOG.atInfo().addKeyValue("store", store.folder().path()).log("ready");
    return daemon;
  }

  private static Daemon open(VolumeStore store, DaemonOptions options, InstantSource clock)
      throws IOException {
    try {
      store.writableContent();
      return new Daemon(store, options, clock);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** All that it answers. */
  List<Route> routes() {
    return routes;
  }

  /** What it counts. */
  Metrics metrics() {
    return metrics;
  }

  /** What it does for the store on its own. */
  Upkeep upkeep() {
    return upkeep;
  }

  private DaemonStatus status() {
    return new DaemonStatus(
        ProcessHandle.current().pid(), options.version(), started, operations.list());
  }

  /**
   * Ends: takes no more work, lets what is under way end within the time set for that, then cancels
   * it, and gives up the store.
   */
  @Override
  public synchronized void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    LOG.atInfo().addKeyValue("unfinished", operations.unfinished()).log("stopping");
    try (service) { // the last, for the sockets belong to the owner of the store
      try (paces;
          upkeep;
          desk;
          server) {
        operations.stop(options.stopTimeout());
      } finally {
        Files.deleteIfExists(folder.apiSocket());
        Files.deleteIfExists(folder.descriptorSocket());
      }
    }
    LOG.atInfo().log("stopped");
  }
}
