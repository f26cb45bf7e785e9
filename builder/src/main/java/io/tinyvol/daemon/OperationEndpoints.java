package io.tinyvol.daemon;

import static io.tinyvol.daemon.Operations.Kind.SERVING;
import static io.tinyvol.daemon.Operations.Kind.STREAM;
import static io.tinyvol.daemon.Operations.Kind.WORK;
import static io.tinyvol.daemon.Route.Pace.LASTING;
import static io.tinyvol.daemon.Route.Pace.QUICK;
import static io.tinyvol.daemon.Route.Pace.STREAMED;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.BuildSource;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.CaptureSpec;
import io.tinyvol.service.OperationStatus;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.ServiceException;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.Uuids;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.json.BuildJson;
import io.tinyvol.service.json.CaptureJson;
import io.tinyvol.service.json.CheckJson;
import io.tinyvol.service.json.GcJson;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.service.json.SpecJson;
import io.tinyvol.service.json.StatusJson;
import io.tinyvol.service.local.LocalService;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Long work: to start, watch, list and cancel it. */
final class OperationEndpoints {
  private static final int LONGEST_WAIT_SECONDS = 600;
  private static final Duration FOREVER = Duration.ofDays(365);

  private final LocalService service;
  private final Operations operations;
  private final Handed handed;
  private final NbdServing serving;

  OperationEndpoints(LocalService service, Operations operations, Handed handed) {
    this.service = service;
    this.operations = operations;
    this.handed = handed;
    this.serving = new NbdServing(service);
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/operations", LASTING, this::start),
        new Route("GET", "/v1/operations", QUICK, this::list),
        new Route("GET", "/v1/operations/{id}", LASTING, this::show),
        new Route("GET", "/v1/operations/{id}/events", LASTING, this::events),
        new Route("DELETE", "/v1/operations/{id}", QUICK, this::cancel),
        new Route("PUT", "/v1/volumes/{volume}/content", STREAMED, this::upload),
        new Route("GET", "/v1/volumes/{volume}/content", LASTING, this::download));
  }

  private Answer start(Exchange exchange) throws Exception {
    exchange.allow();
    Operation operation = start(exchange.client(), exchange.object());
    if (!exchange.wantsEvents()) {
      return Answer.json(
          202, StatusJson.write(operation.status()), "/v1/operations/" + operation.id());
    }
    return new Answer.Streamed(Events.CONTENT_TYPE, -1, out -> writeOrCancel(operation, out));
  }

  /** Whoever asked for the events and goes away does not want the rest either. */
  private void writeOrCancel(Operation operation, OutputStream out) throws IOException {
    try {
      Events.write(operation, out);
    } catch (IOException e) {
      operations.cancel(operation);
      throw e;
    }
  }

  private Operation start(String client, JsonObject body) throws Exception {
    return switch (body.text("kind")) {
      case "build" -> startBuild(client, body);
      case "write" -> startWrite(client, body);
      case "check" -> {
        boolean deep = body.flag("deep");
        body.checkNoOthers();
        yield operations.start(
            "check", "", client, WORK, progress -> CheckJson.write(service.check(deep, progress)));
      }
      case "gc" -> {
        boolean dryRun = body.flag("dryRun");
        body.checkNoOthers();
        yield operations.start(
            "gc", "", client, WORK, progress -> GcJson.write(service.collect(dryRun, progress)));
      }
      case "commit" -> startCommit(client, body);
      case "capture" -> startCapture(client, body);
      case "resize" -> startResize(client, body);
      case "serve" -> startServe(client, body);
      case String other -> throw Problems.wrong("kind: there is none like that: " + other);
    };
  }

  private Operation startCommit(String client, JsonObject body) throws Exception {
    String volume = VolumeNames.check(body.text("volume"));
    boolean dropFree = body.flag("dropFree");
    RevisionOptions options = HistoryJson.readOptions(body);
    body.checkNoOthers();
    return operations.start(
        "commit",
        volume,
        client,
        WORK,
        progress -> HistoryJson.write(service.commit(volume, dropFree, options, progress)));
  }

  private Operation startCapture(String client, JsonObject body) throws Exception {
    Descriptor descriptor = handed.readable(body);
    CaptureSpec spec;
    RevisionOptions options;
    try {
      spec = CaptureJson.read(body, descriptor);
      VolumeNames.check(spec.volume());
      options = HistoryJson.readOptions(body);
      body.checkNoOthers();
    } catch (IOException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
    return operations.start(
        "capture",
        spec.volume(),
        client,
        WORK,
        progress -> HistoryJson.write(service.capture(spec, options, progress)),
        descriptor::close);
  }

  private Operation startResize(String client, JsonObject body) throws Exception {
    String volume = VolumeNames.check(body.text("volume"));
    long virtualBytes = body.number("virtualBytes");
    boolean growFilesystem = body.flag("growFilesystem");
    RevisionOptions options = HistoryJson.readOptions(body);
    body.checkNoOthers();
    return operations.start(
        "resize",
        volume,
        client,
        WORK,
        progress ->
            HistoryJson.write(
                service.resize(volume, virtualBytes, growFilesystem, options, progress)));
  }

  private Operation startServe(String client, JsonObject body) throws Exception {
    NbdServing.Request request = serving.request(body, client);
    return operations.start(
        Operations.SERVE,
        String.join(" ", request.spec().volumes()),
        client,
        SERVING,
        progress -> serving.serve(request, client, progress));
  }

  private Operation startBuild(String client, JsonObject body) throws Exception {
    BuildSource source = handed.source(body.object("source"));
    SourceFile.Open file = (SourceFile.Open) source.file();
    BuildSpec spec;
    try {
      spec = SpecJson.read(body, source);
      body.checkNoOthers();
    } catch (IOException | RuntimeException e) {
      file.descriptor().close();
      throw e;
    }
    return operations.start(
        "build",
        spec.name(),
        client,
        isPipe(file) ? STREAM : WORK,
        progress -> BuildJson.write(service.build(spec, progress)),
        file.descriptor()::close);
  }

  private static boolean isPipe(SourceFile.Open file) {
    Path path = file.descriptor().path();
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  private Operation startWrite(String client, JsonObject body) throws Exception {
    String volume = VolumeNames.check(body.text("volume"));
    VolumeTarget target = handed.target(body.object("target"));
    try {
      body.checkNoOthers();
    } catch (IOException e) {
      target.descriptor().close();
      throw e;
    }
    return operations.start(
        "write",
        volume,
        client,
        target.form() == VolumeTarget.Form.STREAM ? STREAM : WORK,
        progress -> BuildJson.write(service.write(volume, target, progress)),
        target.descriptor()::close);
  }

  private Answer list(Exchange exchange) throws Exception {
    exchange.allow();
    List<Map<String, Object>> all = operations.list().stream().map(StatusJson::write).toList();
    return Answer.json(Fields.of("operations", all).map());
  }

  private Answer show(Exchange exchange) throws Exception {
    exchange.allow("wait");
    Operation operation = find(exchange);
    String wait = exchange.parameter("wait").orElse("0");
    int seconds = wait.matches("[0-9]{1,3}") ? Integer.parseInt(wait) : -1;
    if (seconds < 0 || seconds > LONGEST_WAIT_SECONDS) {
      throw Problems.wrong("wait: not a number of seconds up to " + LONGEST_WAIT_SECONDS);
    }
    OperationStatus status = operation.await(Duration.ofSeconds(seconds));
    Map<String, Object> json = new HashMap<>(StatusJson.write(status));
    operation.result().ifPresent(result -> json.put("result", result));
    return Answer.json(json);
  }

  private Answer events(Exchange exchange) throws Exception {
    exchange.allow();
    Operation operation = find(exchange);
    return new Answer.Streamed(Events.CONTENT_TYPE, -1, out -> Events.write(operation, out));
  }

  private Answer cancel(Exchange exchange) throws Exception {
    exchange.allow();
    Operation operation = find(exchange);
    operations.cancel(operation);
    return Answer.json(StatusJson.write(operation.await(Duration.ofSeconds(1))));
  }

  private Operation find(Exchange exchange) throws RequestException {
    String id = exchange.pathParameter();
    try {
      return operations.find(Uuids.parse(id)).orElseThrow(() -> unknown(id));
    } catch (IllegalArgumentException e) {
      throw unknown(id);
    }
  }

  private static RequestException unknown(String id) {
    return Problems.noSuchPath("/v1/operations/" + id);
  }

  /** The body is a tar; the answer comes when the volume is there. */
  private Answer upload(Exchange exchange) throws Exception {
    exchange.allow("replace", "label", "uuid", "sizeBytes");
    InputStream in = Objects.requireNonNull(exchange.stream(), "the route streams");
    BuildSpec spec =
        Uploads.spec(exchange, new SourceFile.Streamed(new UploadStream(in), "the body"));
    Operation operation =
        operations.start(
            "build",
            spec.name(),
            exchange.client(),
            STREAM,
            progress -> BuildJson.write(service.build(spec, progress)));
    OperationStatus status = operation.await(FOREVER);
    if (status.failure().isPresent()) {
      throw new RequestException(status.failure().get());
    }
    return Answer.json(201, operation.result().orElse(Map.of()), "/v1/volumes/" + spec.name());
  }

  private Answer download(Exchange exchange) throws Exception {
    exchange.allow();
    String volume = exchange.pathParameter();
    long virtualBytes = service.summary(volume).virtualBytes();
    return new Answer.Streamed(
        "application/octet-stream", virtualBytes, out -> download(exchange, volume, out));
  }

  private void download(Exchange exchange, String volume, OutputStream out) throws IOException {
    try {
      Operation operation =
          operations.start(
              "write",
              volume,
              exchange.client(),
              STREAM,
              progress -> {
                service.write(volume, new DownloadChannel(out), progress);
                return Map.of();
              });
      OperationStatus status = operation.await(FOREVER);
      if (status.failure().isPresent()) {
        throw new ServiceException(status.failure().get());
      }
    } catch (RequestException e) {
      throw (IOException) new ServiceException(e.failure()).initCause(e);
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
