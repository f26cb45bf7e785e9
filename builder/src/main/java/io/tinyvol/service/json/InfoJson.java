package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.sharing.ManifestSize;
import io.tinyvol.volume.sharing.VolumeShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything of one volume. */
public final class InfoJson {
  private InfoJson() {}

  /** A volume. */
  public static Map<String, Object> write(VolumeInfo info) {
    Fields fields =
        VolumeJson.write(info.volume())
            .and("dataBytes", info.dataBytes())
            .and("blockBytes", info.blockBytes())
            .and("deltaBytes", 0L)
            .and("exclusiveBytes", info.share().exclusiveBytes())
            .and("sharedBytes", info.share().sharedBytes())
            .and("manifestBytes", info.manifest().bytes())
            .and("chunks", info.manifest().chunks())
            .and("revisions", info.revisions().stream().map(InfoJson::write).toList());
    info.parent().ifPresent(parent -> fields.and("parent", write(parent)));
    return fields.map();
  }

  private static Map<String, Object> write(VolumeHead.Parent parent) {
    return Fields.of("volume", parent.name())
        .and("uuid", parent.uuid().toString())
        .and("revision", parent.revision())
        .map();
  }

  private static Map<String, Object> write(VolumeHead.Revision revision) {
    return Fields.of("revision", revision.number())
        .and("created", revision.created().toString())
        .and("root", revision.root().toString())
        .and("virtualBytes", revision.geometry().virtualBytes())
        .and("blockBytes", revision.geometry().blockBytes())
        .map();
  }

  /** A volume that {@link #write(VolumeInfo)} gave. */
  public static VolumeInfo read(JsonObject object) throws JsonException {
    List<VolumeHead.Revision> revisions = new ArrayList<>();
    for (JsonObject revision : object.objects("revisions")) {
      revisions.add(readRevision(revision));
    }
    Optional<JsonObject> parent = object.findObject("parent");
    long exclusiveBytes = object.number("exclusiveBytes");
    return new VolumeInfo(
        VolumeJson.read(object),
        (int) object.number("blockBytes"),
        object.number("dataBytes"),
        parent.isEmpty() ? Optional.empty() : Optional.of(readParent(parent.get())),
        revisions,
        new VolumeShare(exclusiveBytes + object.number("sharedBytes"), exclusiveBytes),
        new ManifestSize(object.number("manifestBytes"), object.number("chunks")));
  }

  private static VolumeHead.Parent readParent(JsonObject object) throws JsonException {
    return new VolumeHead.Parent(
        Values.uuid(object, "uuid"), object.text("volume"), object.number("revision"));
  }

  private static VolumeHead.Revision readRevision(JsonObject object) throws JsonException {
    return new VolumeHead.Revision(
        object.number("revision"),
        Values.instant(object, "created"),
        new VolumeGeometry(object.number("virtualBytes"), (int) object.number("blockBytes")),
        Values.digest(object, "root"));
  }
}
