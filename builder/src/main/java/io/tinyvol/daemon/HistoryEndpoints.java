package io.tinyvol.daemon;

import static io.tinyvol.daemon.Route.Pace.QUICK;

import io.tinyvol.json.JsonObject;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.service.local.LocalService;
import java.util.List;
import java.util.OptionalLong;

/** The revisions of volumes: to make, list and bring them back. */
final class HistoryEndpoints {
  private final LocalService service;

  HistoryEndpoints(LocalService service) {
    this.service = service;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/volumes/{volume}/revisions", QUICK, this::revisions),
        new Route("POST", "/v1/volumes/{volume}/snapshot", QUICK, this::snapshot),
        new Route("POST", "/v1/volumes/{volume}/revert", QUICK, this::revert));
  }

  private Answer revisions(Exchange exchange) throws Exception {
    exchange.allow();
    return Answer.json(HistoryJson.write(service.revisions(exchange.pathParameter())));
  }

  private Answer snapshot(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    RevisionOptions options = HistoryJson.readOptions(body);
    body.checkNoOthers();
    return Answer.json(VolumeJson.write(service.snapshot(exchange.pathParameter(), options)).map());
  }

  private Answer revert(Exchange exchange) throws Exception {
    exchange.allow();
    JsonObject body = exchange.object();
    OptionalLong revision = body.findNumber("revision");
    RevisionOptions options = HistoryJson.readOptions(body);
    body.checkNoOthers();
    return Answer.json(
        VolumeJson.write(service.revert(exchange.pathParameter(), revision, options)).map());
  }
}
