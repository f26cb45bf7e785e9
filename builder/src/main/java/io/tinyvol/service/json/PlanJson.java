package io.tinyvol.service.json;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cas.Digest;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WritePlan;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How volumes are best written, and which of their contents. */
public final class PlanJson {
  private static final int MOST_BLOCK_BYTES = 1 << 30;

  private PlanJson() {}

  /**
   * What is asked for.
   *
   * @param contents the roots of what is there already
   * @param blockBytes what is written as a whole
   */
  public record Request(Set<Digest> contents, int blockBytes) {}

  /** What is asked for. */
  public static Map<String, Object> write(Request request) {
    List<String> roots = request.contents().stream().map(Digest::toString).sorted().toList();
    return Fields.of("contents", roots).and("blockBytes", request.blockBytes()).map();
  }

  /** What {@link #write(Request)} gave. */
  public static Request readRequest(JsonObject object) throws JsonException {
    Set<Digest> contents = new HashSet<>();
    for (String root : object.texts("contents")) {
      contents.add(Values.parse("contents", root, Digest::parse));
    }
    long blockBytes = object.number("blockBytes");
    if (blockBytes <= 0 || blockBytes > MOST_BLOCK_BYTES) {
      throw new JsonException("blockBytes: not from 1 to " + MOST_BLOCK_BYTES);
    }
    return new Request(contents, (int) blockBytes);
  }

  /** A plan. */
  public static Map<String, Object> write(WritePlan plan) {
    Fields fields =
        Fields.of("virtualBytes", plan.virtualBytes())
            .and("uuid", plan.source().volume().toString())
            .and("root", plan.source().root().toString())
            .and("revision", plan.source().revision())
            .and("isExact", plan.source().isExact())
            .and("writtenBytes", plan.writtenBytes());
    plan.basis().ifPresent(basis -> fields.and("basis", basis.toString()));
    return fields.map();
  }

  /** A plan that {@link #write(WritePlan)} gave. */
  public static WritePlan read(JsonObject object) throws JsonException {
    DiskSource source =
        new DiskSource(
            Values.uuid(object, "uuid"),
            Values.digest(object, "root"),
            object.number("revision"),
            object.flag("isExact"));
    return new WritePlan(
        object.number("virtualBytes"), source, basis(object), object.number("writtenBytes"));
  }

  /** Which content of a volume is written. */
  public static Map<String, Object> write(VolumeTarget.Content content) {
    Fields fields = Fields.of("root", content.root().toString());
    content.basis().ifPresent(basis -> fields.and("basis", basis.toString()));
    return fields.map();
  }

  /** What {@link #write(VolumeTarget.Content)} gave. */
  public static VolumeTarget.Content readContent(JsonObject object) throws JsonException {
    Digest root = Values.digest(object, "root");
    Optional<Digest> basis = basis(object);
    object.checkNoOthers();
    return new VolumeTarget.Content(root, basis);
  }

  private static Optional<Digest> basis(JsonObject object) throws JsonException {
    return object.findText("basis").isEmpty()
        ? Optional.empty()
        : Optional.of(Values.digest(object, "basis"));
  }
}
