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
  private static final int OWNER_ONLY = 0177;

  private final StoreFolder folder;
  private final DaemonOptions options;
  private final LocalService service;
  private final Operations operations;
  private final DescriptorDesk desk;
  private final Paces paces = new Paces();
  private final ApiServer server;
  private final Instant started;
  private boolean isClosed;

  private Daemon(VolumeStore store, DaemonOptions options, InstantSource clock) throws IOException {
    this.folder = store.folder();
    this.options = options;
    this.service = new LocalService(store, clock);
    this.started = clock.instant();
    Metrics metrics = new Metrics();
    this.operations = new Operations(clock, metrics);
    StoreMetrics.register(metrics.registry(), service, options.version(), operations::unfinished);
    // Whoever holds the store's lock may remove them: they are of a daemon that was killed.
    Files.deleteIfExists(folder.apiSocket());
    Files.deleteIfExists(folder.descriptorSocket());
    this.desk = openDesk();
    this.server = startServer(metrics);
  }

  private DescriptorDesk openDesk() throws IOException {
    return Umask.during(OWNER_ONLY, () -> DescriptorDesk.open(folder.descriptorSocket()));
  }

  private ApiServer startServer(Metrics metrics) throws IOException {
    try {
      Handed handed = new Handed(desk, ownUid());
      List<Route> routes = new ArrayList<>();
      routes.addAll(new ApiEndpoints(service, this::status).routes());
      routes.addAll(new OperationEndpoints(service, operations, handed).routes());
      routes.add(new Route("GET", "/metrics", Route.Pace.HEAVY, _ -> metrics.scrape()));
      ApiHandler handler = new ApiHandler(new Router(routes), paces, metrics);
      return ApiServer.start(folder.apiSocket(), handler, options.stopTimeout());
    } catch (IOException | RuntimeException e) {
      desk.close();
      throw e;
    }
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
    try {
      store.writableContent();
      Daemon daemon = new Daemon(store, options, clock);
      if (options.group().isPresent()) {
        new GroupAccess(store.folder()).grant(options.group().get());
      }
      LOG.atInfo().addKeyValue("store", store.folder().path()).log("ready");
      return daemon;
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
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
    try (service) {
      operations.stop(options.stopTimeout());
      server.close();
      desk.close();
      paces.close();
      Files.deleteIfExists(folder.apiSocket());
      Files.deleteIfExists(folder.descriptorSocket());
    }
    LOG.atInfo().log("stopped");
  }
}
