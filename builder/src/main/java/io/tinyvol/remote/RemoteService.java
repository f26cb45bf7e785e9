package io.tinyvol.remote;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.BuiltVolume;
import io.tinyvol.service.CaptureSpec;
import io.tinyvol.service.CloneRequest;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.DiffReport;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.Revisions;
import io.tinyvol.service.ServeSpec;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.StoreStats;
import io.tinyvol.service.StoreStatus;
import io.tinyvol.service.UsageReport;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.service.VolumeListing;
import io.tinyvol.service.VolumeQuery;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WritePlan;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.service.json.BuildJson;
import io.tinyvol.service.json.CaptureJson;
import io.tinyvol.service.json.CheckJson;
import io.tinyvol.service.json.DiffJson;
import io.tinyvol.service.json.GcJson;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.service.json.InfoJson;
import io.tinyvol.service.json.PlanJson;
import io.tinyvol.service.json.ServeJson;
import io.tinyvol.service.json.SharingJson;
import io.tinyvol.service.json.SpecJson;
import io.tinyvol.service.json.StatusJson;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.gc.GcReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks a daemon for what is asked of it; for one thread. */
public final class RemoteService implements VolumeService {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";
  private static final int LONGEST_END_SECONDS = 30;

  /** More would not fit a request. */
  private static final int MOST_RANGES = 8192;

  private final StoreFolder folder;
  private final ApiConnection connection;
  private volatile @Nullable EventReader serving;

  private RemoteService(StoreFolder folder, ApiConnection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  /**
   * The daemon that owns a store, if one does. A socket at which nobody listens was left by one
   * that was killed.
   *
   * @throws AccessDeniedException if there is one which this user may not use
   */
  public static Optional<RemoteService> find(StoreFolder folder) throws IOException {
    if (!Files.exists(folder.apiSocket())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RemoteService(folder, ApiConnection.connect(folder.apiSocket())));
    } catch (ConnectException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (!Files.isWritable(folder.apiSocket()) && Files.exists(folder.apiSocket())) {
        throw (IOException) new AccessDeniedException(folder.apiSocket().toString()).initCause(e);
      }
      return Optional.empty();
    }
  }

  @Override
  public VolumeListing list(VolumeQuery query) throws IOException {
    Query parameters = new Query();
    query
        .labels()
        .forEach((key, text) -> parameters.add("label", text.map(t -> key + "=" + t).orElse(key)));
    parameters.add("sort", query.order().label()).add("reverse", "" + query.reverse());
    return VolumeJson.readListing(get(parameters.of("/v1/volumes")));
  }

  @Override
  public VolumeSummary clone(CloneRequest request) throws IOException {
    return VolumeJson.read(
        send(
            "PUT",
            "/v1/volumes/" + request.name(),
            Fields.of("cloneOf", request.source()).and("uuid", request.uuid().toString()).map()));
  }

  @Override
  public VolumeSummary rename(String from, String to) throws IOException {
    return VolumeJson.read(
        send("POST", "/v1/volumes/" + from + "/rename", Fields.of("to", to).map()));
  }

  @Override
  public VolumeSummary label(String name, SortedMap<String, Optional<String>> changes)
      throws IOException {
    Map<String, @Nullable Object> labels = new HashMap<>();
    changes.forEach((key, text) -> labels.put(key, text.orElse(null)));
    return VolumeJson.read(
        send("PATCH", "/v1/volumes/" + name + "/labels", Fields.of("labels", labels).map()));
  }

  @Override
  public void remove(List<String> names) throws IOException {
    send("POST", "/v1/removals", Fields.of("volumes", names).map());
  }

  @Override
  public VolumeSummary snapshot(String name, RevisionOptions options) throws IOException {
    Map<String, Object> body = HistoryJson.write(options, new Fields()).map();
    return VolumeJson.read(send("POST", "/v1/volumes/" + name + "/snapshot", body));
  }

  @Override
  public Revisions revisions(String name) throws IOException {
    return HistoryJson.readRevisions(get("/v1/volumes/" + name + "/revisions"));
  }

  @Override
  public VolumeSummary revert(String name, OptionalLong revision, RevisionOptions options)
      throws IOException {
    Fields body = HistoryJson.write(options, new Fields());
    revision.ifPresent(number -> body.and("revision", number));
    return VolumeJson.read(send("POST", "/v1/volumes/" + name + "/revert", body.map()));
  }

  @Override
  public CommittedVolume commit(
      String name, boolean dropFree, RevisionOptions options, Progress progress)
      throws IOException {
    Fields body = Fields.of("kind", "commit").and("volume", name).and("dropFree", dropFree);
    return HistoryJson.readCommitted(operate(HistoryJson.write(options, body).map(), progress));
  }

  @Override
  public CommittedVolume resize(
      String name,
      long virtualBytes,
      boolean growFilesystem,
      RevisionOptions options,
      Progress progress)
      throws IOException {
    Fields body =
        Fields.of("kind", "resize")
            .and("volume", name)
            .and("virtualBytes", virtualBytes)
            .and("growFilesystem", growFilesystem);
    return HistoryJson.readCommitted(operate(HistoryJson.write(options, body).map(), progress));
  }

  @Override
  public CommittedVolume capture(CaptureSpec spec, RevisionOptions options, Progress progress)
      throws IOException {
    try (OpenFiles files = OpenFiles.connect(folder.descriptorSocket())) {
      Fields body =
          CaptureJson.write(spec.withRanges(MOST_RANGES))
              .and("kind", "capture")
              .and("descriptor", files.handIn(spec.descriptor()));
      return HistoryJson.readCommitted(operate(HistoryJson.write(options, body).map(), progress));
    }
  }

  /**
   * Has volumes served until the daemon ends, or this connection, or {@link #endServing}. The place
   * is told as a step, see {@link ServeSpec#STEP}.
   *
   * @throws io.tinyvol.service.ServiceException if they cannot be served, or are served no more
   */
  public void serve(ServeSpec spec, Progress progress) throws IOException {
    EventReader events = new EventReader(progress);
    serving = events;
    JsonObject nothing = operate(ServeJson.write(spec), events);
    assert nothing != null;
  }

  /** Ends what another thread has served with this, and waits until it has ended. */
  public void endServing() throws IOException {
    EventReader events = serving;
    UUID operation = events == null ? null : events.operation();
    Optional<RemoteService> daemon = find(folder); // this connection is that thread's
    if (operation == null || daemon.isEmpty()) {
      return;
    }
    try (RemoteService other = daemon.get()) {
      String path = "/v1/operations/" + operation;
      JsonObject status = other.connection.ask("DELETE", path, JSON, null, RemoteService::object);
      assert status != null;
      status = other.get(path + "?wait=" + LONGEST_END_SECONDS);
      assert status != null;
    }
  }

  @Override
  public BuiltVolume build(BuildSpec spec, Progress progress) throws IOException {
    try (OpenFiles files = OpenFiles.connect(folder.descriptorSocket());
        Opened opened = open(spec.source().file())) {
      Map<String, Object> source = new HashMap<>();
      source.put("kind", spec.source().kind().label());
      source.put("name", spec.source().file().name());
      source.put("descriptor", files.handIn(opened.descriptor()));
      if (spec.source().tag() != null) {
        source.put("tag", spec.source().tag());
      }
      Map<String, Object> body =
          SpecJson.write(spec).and("kind", "build").and("source", source).map();
      return BuildJson.read(operate(body, progress));
    }
  }

  /** A file that is closed again if it was opened here. */
  private record Opened(Descriptor descriptor, boolean isOurs) implements AutoCloseable {
    @Override
    public void close() {
      if (isOurs) {
        descriptor.close();
      }
    }
  }

  private static Opened open(SourceFile file) throws IOException {
    return switch (file) {
      case SourceFile.Named named -> new Opened(Descriptor.openForReading(named.path()), true);
      case SourceFile.Open open -> new Opened(open.descriptor(), false);
      case SourceFile.Streamed streamed ->
          throw new IllegalArgumentException(streamed.name() + ": cannot be handed in");
    };
  }

  @Override
  public WrittenVolume write(String volume, VolumeTarget target, Progress progress)
      throws IOException {
    try (OpenFiles files = OpenFiles.connect(folder.descriptorSocket())) {
      Fields to =
          Fields.of("descriptor", files.handIn(target.descriptor()))
              .and("form", target.form().name().toLowerCase(Locale.ROOT))
              .and("verify", target.verify());
      target.content().ifPresent(content -> to.and("content", PlanJson.write(content)));
      Map<String, Object> body =
          Fields.of("kind", "write").and("volume", volume).and("target", to.map()).map();
      return BuildJson.readWritten(operate(body, progress));
    }
  }

  @Override
  public WritePlan plan(String volume, Set<Digest> contents, int blockBytes) throws IOException {
    Map<String, Object> body = PlanJson.write(new PlanJson.Request(contents, blockBytes));
    return PlanJson.read(send("POST", "/v1/volumes/" + volume + "/plan", body));
  }

  @Override
  public CheckReport check(boolean deep, Progress progress) throws IOException {
    return CheckJson.read(operate(Fields.of("kind", "check").and("deep", deep).map(), progress));
  }

  @Override
  public GcReport collect(boolean dryRun, Progress progress) throws IOException {
    return GcJson.read(operate(Fields.of("kind", "gc").and("dryRun", dryRun).map(), progress));
  }

  @Override
  public VolumeInfo info(String name) throws IOException {
    return InfoJson.read(get("/v1/volumes/" + name));
  }

  @Override
  public StoreStats stats() throws IOException {
    return SharingJson.readStats(get("/v1/stats"));
  }

  @Override
  public UsageReport usage(List<String> names) throws IOException {
    Query parameters = new Query();
    names.forEach(name -> parameters.add("volume", name));
    return SharingJson.readUsage(get(parameters.of("/v1/usage")));
  }

  @Override
  public DiffReport diff(String nameA, String nameB) throws IOException {
    String target = new Query().add("from", nameA).add("to", nameB).of("/v1/diff");
    return connection.ask("GET", target, JSON, null, DiffJson::read);
  }

  @Override
  public StoreStatus status() throws IOException {
    return StatusJson.read(get("/v1/status"));
  }

  private JsonObject get(String target) throws IOException {
    return connection.ask("GET", target, JSON, null, RemoteService::object);
  }

  private JsonObject send(String method, String target, Object body) throws IOException {
    return connection.ask(method, target, JSON, body, RemoteService::object);
  }

  private JsonObject operate(Object body, Progress progress) throws IOException {
    return operate(body, new EventReader(progress));
  }

  private JsonObject operate(Object body, EventReader reader) throws IOException {
    return connection.ask("POST", "/v1/operations", EVENTS, body, reader::read);
  }

  private static JsonObject object(InputStream in) throws IOException {
    return JsonReader.readObject(in, Map.of());
  }

  @Override
  public void close() {
    connection.close();
  }
}
