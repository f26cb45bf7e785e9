package io.tinyvol.daemon;

import static io.tinyvol.daemon.Route.Pace.HEAVY;
import static io.tinyvol.daemon.Route.Pace.QUICK;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.CloneRequest;
import io.tinyvol.service.DaemonStatus;
import io.tinyvol.service.DiffReport;
import io.tinyvol.service.Uuids;
import io.tinyvol.service.VolumeQuery;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.DiffJson;
import io.tinyvol.service.json.InfoJson;
import io.tinyvol.service.json.PlanJson;
import io.tinyvol.service.json.SharingJson;
import io.tinyvol.service.json.StatusJson;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.service.local.LocalService;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Supplier;

/** What can be asked of volumes and the store. */
final class ApiEndpoints {
  private final LocalService service;
  private final Supplier<DaemonStatus> daemon;

  ApiEndpoints(LocalService service, Supplier<DaemonStatus> daemon) {
    this.service = service;
    this.daemon = daemon;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/openapi.json", QUICK, ApiEndpoints::openApi),
        new Route("GET", "/v1/status", QUICK, this::status),
        new Route("GET", "/v1/stats", HEAVY, this::stats),
        new Route("GET", "/v1/usage", HEAVY, this::usage),
        new Route("GET", "/v1/diff", HEAVY, this::diff),
        new Route("GET", "/v1/volumes", QUICK, this::list),
        new Route("GET", "/v1/volumes/{volume}", HEAVY, this::info),
        new Route("PUT", "/v1/volumes/{volume}", QUICK, this::clone),
        new Route("DELETE", "/v1/volumes/{volume}", QUICK, this::delete),
        new Route("POST", "/v1/volumes/{volume}/rename", QUICK, this::rename),
        new Route("PATCH", "/v1/volumes/{volume}/labels", QUICK, this::label),
        new Route("POST", "/v1/volumes/{volume}/plan", HEAVY, this::plan),
        new Route("POST", "/v1/removals", QUICK, this::remove));
  }

  private static Answer openApi(Exchange exchange) throws Exception {
    exchange.allow();
    try (InputStream document = ApiEndpoints.class.getResourceAsStream("openapi.json")) {
      Objects.requireNonNull(document, "packaged with the class");
      return new Answer.Whole(200, Answer.JSON, document.readAllBytes(), "");
    }
  }

  private Answer status(Exchange exchange) throws Exception {
    exchange.allow();
    return Answer.json(StatusJson.write(service.status().ownedBy(daemon.get())));
  }

  private Answer stats(Exchange exchange) throws Exception {
    exchange.allow();
    return Answer.json(SharingJson.write(service.stats()));
  }

  private Answer usage(Exchange exchange) throws Exception {
    exchange.allow("volume");
    return Answer.json(SharingJson.write(service.usage(exchange.parameters("volume"))));
  }

  private Answer diff(Exchange exchange) throws Exception {
    exchange.allow("from", "to");
    DiffReport report = service.diff(exchange.required("from"), exchange.required("to"));
    return new Answer.Streamed(
        Answer.JSON, -1, out -> JsonWriter.write(DiffJson.write(report), out));
  }

  private Answer list(Exchange exchange) throws Exception {
    VolumeQuery query = exchange.volumeQuery();
    return Answer.json(VolumeJson.write(service.list(query)));
  }

  private Answer info(Exchange exchange) throws Exception {
    exchange.allow();
    return Answer.json(InfoJson.write(service.info(exchange.pathParameter())));
  }

  private Answer clone(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    String source = body.text("cloneOf");
    Optional<String> uuid = body.findText("uuid");
    body.checkNoOthers();
    UUID identity = uuid.isEmpty() ? UUID.randomUUID() : Uuids.parse(uuid.get());
    CloneRequest request = new CloneRequest(source, exchange.pathParameter(), identity);
    return Answer.json(201, VolumeJson.write(service.clone(request)).map(), place(request.name()));
  }

  private static String place(String volume) {
    return "/v1/volumes/" + volume;
  }

  private Answer delete(Exchange exchange) throws Exception {
    exchange.allow();
    service.remove(List.of(exchange.pathParameter()));
    return Answer.nothing();
  }

  private Answer remove(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    List<String> names = body.texts("volumes");
    body.checkNoOthers();
    if (names.isEmpty()) {
      throw Problems.wrong("volumes: none is named");
    }
    service.remove(names);
    return Answer.json(Fields.of("removed", names).map());
  }

  private Answer rename(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    String to = body.text("to");
    Optional<String> uuid = body.findText("uuid");
    body.checkNoOthers();
    return Answer.json(VolumeJson.write(rename(exchange.pathParameter(), to, uuid)).map());
  }

  /**
   * Where the volume has that name already, by its identity, it is the outcome of an earlier try.
   */
  private VolumeSummary rename(String from, String to, Optional<String> uuid) throws IOException {
    Optional<UUID> identity = uuid.map(Uuids::parse);
    if (identity.isPresent() && VolumeNames.isValid(to)) {
      try {
        VolumeSummary present = service.summary(to);
        if (present.uuid().equals(identity.get())) {
          return present;
        }
      } catch (NoSuchVolumeException | CorruptDataException e) {
        // then it is no outcome of an earlier try
      }
    }
    return service.rename(from, to);
  }

  private Answer label(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    SortedMap<String, Optional<String>> changes = body.textsOrNulls("labels");
    body.checkNoOthers();
    VolumeSummary changed = service.label(VolumeNames.check(exchange.pathParameter()), changes);
    return Answer.json(VolumeJson.write(changed).map());
  }

  private Answer plan(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    PlanJson.Request request = PlanJson.readRequest(body);
    body.checkNoOthers();
    return Answer.json(
        PlanJson.write(
            service.plan(exchange.pathParameter(), request.contents(), request.blockBytes())));
  }
}
