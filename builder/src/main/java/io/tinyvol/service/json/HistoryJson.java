package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.Revisions;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Revisions, and what makes them. */
public final class HistoryJson {
  private HistoryJson() {}

  /** A revision. */
  static Map<String, Object> write(VolumeHead.Revision revision) {
    return Fields.of("revision", revision.number())
        .and("created", revision.created().toString())
        .and("root", revision.root().toString())
        .and("virtualBytes", revision.geometry().virtualBytes())
        .and("blockBytes", revision.geometry().blockBytes())
        .and("layers", revision.layers().stream().map(UUID::toString).toList())
        .and("note", revision.note())
        .map();
  }

  /** Revisions that {@link #write(VolumeHead.Revision)} gave. */
  static List<VolumeHead.Revision> read(List<JsonObject> objects) throws JsonException {
    List<VolumeHead.Revision> revisions = new ArrayList<>();
    for (JsonObject object : objects) {
      List<UUID> layers = new ArrayList<>();
      for (String layer : object.texts("layers")) {
        layers.add(Values.parse("layers", layer, UUID::fromString));
      }
      revisions.add(
          new VolumeHead.Revision(
              object.number("revision"),
              Values.instant(object, "created"),
              geometry(object),
              Values.digest(object, "root"),
              layers,
              object.text("note")));
    }
    return revisions;
  }

  private static VolumeGeometry geometry(JsonObject object) throws JsonException {
    long virtualBytes = object.number("virtualBytes");
    long blockBytes = object.number("blockBytes");
    try {
      return new VolumeGeometry(virtualBytes, Math.toIntExact(blockBytes));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new JsonException("virtualBytes, blockBytes: " + e.getMessage(), e);
    }
  }

  /** The revisions of a volume. */
  public static Map<String, Object> write(Revisions revisions) {
    return Fields.of("volume", revisions.volume())
        .and("changed", revisions.isChanged())
        .and("revisions", revisions.revisions().stream().map(HistoryJson::write).toList())
        .map();
  }

  /** Revisions that {@link #write(Revisions)} gave. */
  public static Revisions readRevisions(JsonObject object) throws JsonException {
    return new Revisions(
        object.text("volume"), object.flag("changed"), read(object.objects("revisions")));
  }

  /** What is asked of a revision, added to a request. */
  public static Fields write(RevisionOptions options, Fields fields) {
    options.keep().ifPresent(keep -> fields.and("keep", (long) keep));
    return fields.and("note", options.note());
  }

  /** What {@link #write(RevisionOptions, Fields)} gave; each may be left out. */
  public static RevisionOptions readOptions(JsonObject object) throws JsonException {
    OptionalLong keep = object.findNumber("keep");
    if (keep.isPresent() && keep.getAsLong() != (int) keep.getAsLong()) {
      throw new JsonException("keep: not a number of revisions: " + keep.getAsLong());
    }
    try {
      return new RevisionOptions(
          object.findText("note").orElse(""),
          keep.isPresent() ? OptionalInt.of((int) keep.getAsLong()) : OptionalInt.empty());
    } catch (IllegalArgumentException e) {
      throw new JsonException(String.valueOf(e.getMessage()));
    }
  }

  /** A volume whose changes were put into chunks. */
  public static Map<String, Object> write(CommittedVolume committed) {
    Fields fields =
        VolumeJson.write(committed.volume())
            .and("changedBytes", committed.changedBytes())
            .and("droppedBytes", committed.droppedBytes());
    return StatsJson.write(committed.stats(), fields)
        .and("notes", committed.notes())
        .andSeconds("seconds", committed.elapsedNanos())
        .map();
  }

  /** A volume that {@link #write(CommittedVolume)} gave. */
  public static CommittedVolume readCommitted(JsonObject object) throws JsonException {
    return new CommittedVolume(
        VolumeJson.read(object),
        object.number("changedBytes"),
        object.number("droppedBytes"),
        StatsJson.read(object),
        object.texts("notes"),
        Values.nanos(object, "seconds"));
  }
}
