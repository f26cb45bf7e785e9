package io.tinyvol.service.json;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.CaptureSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is captured. */
public final class CaptureJson {
  private CaptureJson() {}

  /** What is captured, but for the file. */
  public static Fields write(CaptureSpec spec) {
    return Fields.of("volume", spec.volume())
        .and("base", spec.base().toString())
        .and("changed", spec.changed().stream().map(CaptureJson::write).toList());
  }

  private static Map<String, Object> write(ByteRange range) {
    return Fields.of("offsetBytes", range.start()).and("lengthBytes", range.lengthBytes()).map();
  }

  /**
   * What {@link #write} gave.
   *
   * @param descriptor the file
   */
  public static CaptureSpec read(JsonObject object, Descriptor descriptor) throws JsonException {
    List<ByteRange> changed = new ArrayList<>();
    long end = 0;
    for (JsonObject range : object.objects("changed")) {
      long start = range.number("offsetBytes");
      long length = range.number("lengthBytes");
      range.checkNoOthers();
      if (start < end || length < 1 || length > Long.MAX_VALUE - start) {
        throw new JsonException("changed: not ascending ranges: " + length + " at " + start);
      }
      end = start + length;
      changed.add(new ByteRange(start, end));
    }
    return new CaptureSpec(
        object.text("volume"), Values.digest(object, "base"), descriptor, changed);
  }
}
