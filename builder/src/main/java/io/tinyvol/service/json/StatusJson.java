package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.DaemonStatus;
import io.tinyvol.service.Failure;
import io.tinyvol.service.OperationStatus;
import io.tinyvol.service.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A store, its owner, and what that does. */
public final class StatusJson {
  private StatusJson() {}

  /** A store. */
  public static Map<String, Object> write(StoreStatus status) {
    Fields fields =
        Fields.of("store", status.path())
            .and("uuid", status.uuid().toString())
            .and("hash", status.hash())
            .and("compression", status.compression())
            .and("maxChunkBytes", (long) status.maxChunkBytes())
            .and("volumes", (long) status.volumes());
    status.daemon().ifPresent(daemon -> fields.and("daemon", write(daemon)));
    return fields.map();
  }

  private static Map<String, Object> write(DaemonStatus daemon) {
    return Fields.of("pid", daemon.pid())
        .and("version", daemon.version())
        .and("started", daemon.started().toString())
        .and("operations", daemon.operations().stream().map(StatusJson::write).toList())
        .map();
  }

  /** An operation. */
  public static Map<String, Object> write(OperationStatus operation) {
    Fields fields =
        Fields.of("id", operation.id().toString())
            .and("kind", operation.kind())
            .and("volume", operation.volume())
            .and("client", operation.client())
            .and("state", operation.state().label())
            .and("started", operation.started().toString())
            .andSeconds("seconds", operation.elapsedNanos())
            .and("step", operation.step())
            .and("doneBytes", operation.doneBytes())
            .and("totalBytes", operation.totalBytes());
    operation.failure().ifPresent(failure -> fields.and("problem", FailureJson.write(failure)));
    return fields.map();
  }

  /** A store that {@link #write(StoreStatus)} gave. */
  public static StoreStatus read(JsonObject object) throws JsonException {
    Optional<JsonObject> daemon = object.findObject("daemon");
    return new StoreStatus(
        object.text("store"),
        Values.uuid(object, "uuid"),
        object.text("hash"),
        object.text("compression"),
        (int) object.number("maxChunkBytes"),
        (int) object.number("volumes"),
        daemon.isEmpty() ? Optional.empty() : Optional.of(readDaemon(daemon.get())));
  }

  private static DaemonStatus readDaemon(JsonObject object) throws JsonException {
    List<OperationStatus> operations = new ArrayList<>();
    for (JsonObject operation : object.objects("operations")) {
      operations.add(readOperation(operation));
    }
    return new DaemonStatus(
        object.number("pid"),
        object.text("version"),
        Values.instant(object, "started"),
        operations);
  }

  /** An operation that {@link #write(OperationStatus)} gave. */
  public static OperationStatus readOperation(JsonObject object) throws JsonException {
    Optional<JsonObject> problem = object.findObject("problem");
    Optional<Failure> failure =
        problem.isEmpty() ? Optional.empty() : Optional.of(FailureJson.read(problem.get()));
    return new OperationStatus(
        Values.uuid(object, "id"),
        object.text("kind"),
        object.text("volume"),
        object.text("client"),
        state(object.text("state")),
        Values.instant(object, "started"),
        Values.nanos(object, "seconds"),
        object.text("step"),
        object.number("doneBytes"),
        object.number("totalBytes"),
        failure);
  }

  private static OperationStatus.State state(String label) throws JsonException {
    return Values.parse(
        "state", label.toUpperCase(Locale.ROOT), text -> OperationStatus.State.valueOf(text));
  }
}
