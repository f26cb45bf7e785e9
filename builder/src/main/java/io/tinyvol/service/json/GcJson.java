package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.volume.gc.GcReport;
import io.tinyvol.volume.gc.GcReport.Amount;
import io.tinyvol.volume.gc.GcReport.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a collection found and did. */
public final class GcJson {
  private GcJson() {}

  /** A report. */
  public static Map<String, Object> write(GcReport report) {
    return Fields.of("freedBytes", report.freed().storedBytes())
        .and("freedChunks", report.freed().chunks())
        .and("freedNodes", report.freed().nodes())
        .and("reclaimedBytes", report.reclaimedBytes())
        .and("liveBytes", report.live().storedBytes())
        .and("liveChunks", report.live().chunks())
        .and("liveNodes", report.live().nodes())
        .and("held", report.held().stream().map(GcJson::write).toList())
        .map();
  }

  private static Map<String, Object> write(Held held) {
    return Fields.of("holder", held.holder())
        .and("heldBytes", held.amount().storedBytes())
        .and("heldChunks", held.amount().chunks())
        .and("heldNodes", held.amount().nodes())
        .map();
  }

  /** A report that {@link #write(GcReport)} gave. */
  public static GcReport read(JsonObject object) throws JsonException {
    List<Held> held = new ArrayList<>();
    for (JsonObject one : object.objects("held")) {
      held.add(new Held(one.text("holder"), amount(one, "held")));
    }
    return new GcReport(
        amount(object, "freed"), amount(object, "live"), held, object.number("reclaimedBytes"));
  }

  private static Amount amount(JsonObject object, String prefix) throws JsonException {
    return new Amount(
        object.number(prefix + "Chunks"),
        object.number(prefix + "Nodes"),
        object.number(prefix + "Bytes"));
  }
}
