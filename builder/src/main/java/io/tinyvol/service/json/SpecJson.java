package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.BuildSource;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.TreeSpec;
import io.tinyvol.volume.VolumeNames;
import java.util.Map;
import java.util.UUID;

/** What a build is asked for, but for the source, which travels on its own. */
public final class SpecJson {
  private SpecJson() {}

  /** A specification. */
  public static Fields write(BuildSpec spec) {
    TreeSpec tree = spec.tree();
    Fields fields =
        Fields.of("volume", spec.name())
            .and("replace", spec.replace())
            .and("labels", spec.labels())
            .and("uuid", spec.uuid().toString());
    spec.sizeBytes().ifPresent(bytes -> fields.and("sizeBytes", bytes));
    return fields.and("tree", write(tree));
  }

  private static Map<String, Object> write(TreeSpec tree) {
    Fields fields =
        Fields.of("exclude", tree.exclude())
            .and("oneFileSystem", tree.oneFileSystem())
            .and("noCache", tree.noCache())
            .and("noDevices", tree.noDevices());
    tree.chown().ifPresent(text -> fields.and("chown", text));
    tree.maxUnpackedBytes().ifPresent(bytes -> fields.and("maxUnpackedBytes", bytes));
    tree.platform().ifPresent(text -> fields.and("platform", text));
    tree.journal().ifPresent(text -> fields.and("journal", text));
    tree.fsLabel().ifPresent(text -> fields.and("fsLabel", text));
    tree.fsUuid().ifPresent(uuid -> fields.and("fsUuid", uuid.toString()));
    tree.sourceDateEpoch().ifPresent(seconds -> fields.and("sourceDateEpoch", seconds));
    return fields.map();
  }

  /**
   * A specification, of which everything but the volume's name may be left out.
   *
   * @param source what to build from
   */
  public static BuildSpec read(JsonObject object, BuildSource source) throws JsonException {
    JsonObject tree = object.findObject("tree").orElse(new JsonObject(Map.of()));
    BuildSpec spec =
        new BuildSpec(
            Values.parse("volume", object.text("volume"), VolumeNames::check),
            object.flag("replace"),
            object.textMap("labels"),
            Values.findUuid(object, "uuid").orElseGet(UUID::randomUUID),
            source,
            object.findNumber("sizeBytes"),
            readTree(tree));
    tree.checkNoOthers();
    return spec;
  }

  private static TreeSpec readTree(JsonObject tree) throws JsonException {
    return new TreeSpec(
        tree.texts("exclude"),
        tree.findText("chown"),
        tree.flag("oneFileSystem"),
        tree.flag("noCache"),
        tree.findNumber("maxUnpackedBytes"),
        tree.flag("noDevices"),
        tree.findText("platform"),
        tree.findText("journal"),
        tree.findText("fsLabel"),
        Values.findUuid(tree, "fsUuid"),
        tree.findNumber("sourceDateEpoch"));
  }
}
