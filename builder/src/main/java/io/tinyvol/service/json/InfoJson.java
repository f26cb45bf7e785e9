package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.sharing.ManifestSize;
import io.tinyvol.volume.sharing.VolumeShare;
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
            .and("deltaBytes", info.deltaBytes())
            .and("exclusiveBytes", info.share().exclusiveBytes())
            .and("sharedBytes", info.share().sharedBytes())
            .and("manifestBytes", info.manifest().bytes())
            .and("chunks", info.manifest().chunks())
            .and("revisions", info.revisions().stream().map(HistoryJson::write).toList());
    info.parent().ifPresent(parent -> fields.and("parent", write(parent)));
    if (info.isOutdated()) {
      fields.and("outdated", true);
    }
    return fields.map();
  }

  private static Map<String, Object> write(VolumeHead.Parent parent) {
    return Fields.of("volume", parent.name())
        .and("uuid", parent.uuid().toString())
        .and("revision", parent.revision())
        .map();
  }

  /** A volume that {@link #write(VolumeInfo)} gave. */
  public static VolumeInfo read(JsonObject object) throws JsonException {
    Optional<JsonObject> parent = object.findObject("parent");
    long exclusiveBytes = object.number("exclusiveBytes");
    return new VolumeInfo(
        VolumeJson.read(object),
        (int) object.number("blockBytes"),
        object.number("dataBytes"),
        object.number("deltaBytes"),
        parent.isEmpty() ? Optional.empty() : Optional.of(readParent(parent.get())),
        object.flag("outdated"),
        HistoryJson.read(object.objects("revisions")),
        new VolumeShare(exclusiveBytes + object.number("sharedBytes"), exclusiveBytes),
        new ManifestSize(object.number("manifestBytes"), object.number("chunks")));
  }

  private static VolumeHead.Parent readParent(JsonObject object) throws JsonException {
    return new VolumeHead.Parent(
        Values.uuid(object, "uuid"), object.text("volume"), object.number("revision"));
  }
}
