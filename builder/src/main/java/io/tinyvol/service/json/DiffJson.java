package io.tinyvol.service.json;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.builder.diff.Change;
import io.tinyvol.builder.diff.FileDiffReport;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.service.DiffReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Where two volumes differ. There may be millions of ranges and files: none of them is kept. */
public final class DiffJson {
  private DiffJson() {}

  /** A report, whose lists are made as they are written. */
  public static Map<String, Object> write(DiffReport report) {
    ByteRanges ranges = report.ranges();
    SortedMap<String, Change> files = report.files().files();
    Iterable<Map<String, Object>> rangesJson =
        () -> IntStream.range(0, ranges.size()).mapToObj(i -> write(ranges, i)).iterator();
    Iterable<Map<String, Object>> filesJson =
        () -> files.entrySet().stream().map(DiffJson::write).iterator();
    return Fields.of("ranges", rangesJson)
        .and("differentBytes", ranges.totalBytes())
        .and("files", filesJson)
        .and("filesCompared", report.files().compared())
        .and("notes", report.files().notes())
        .map();
  }

  private static Map<String, Object> write(ByteRanges ranges, int index) {
    return Fields.of("offsetBytes", ranges.offsetBytes(index))
        .and("lengthBytes", ranges.lengthBytes(index))
        .map();
  }

  private static Map<String, Object> write(Map.Entry<String, Change> file) {
    String change = file.getValue().name().toLowerCase(Locale.ROOT);
    return Fields.of("path", file.getKey()).and("change", change).map();
  }

  /** A report that {@link #write(DiffReport)} gave. */
  public static DiffReport read(InputStream in) throws IOException {
    ByteRanges ranges = new ByteRanges();
    SortedMap<String, Change> files = new TreeMap<>();
    JsonObject rest =
        JsonReader.readObject(
            in,
            Map.of(
                "ranges", range -> add(range, ranges),
                "files", file -> files.put(file.text("path"), change(file))));
    return new DiffReport(
        ranges, new FileDiffReport(files, rest.flag("filesCompared"), rest.texts("notes")));
  }

  private static void add(JsonObject range, ByteRanges ranges) throws JsonException {
    ranges.range(range.number("offsetBytes"), range.number("lengthBytes"));
  }

  private static Change change(JsonObject file) throws JsonException {
    return Values.parse(
        "change", file.text("change").toUpperCase(Locale.ROOT), text -> Change.valueOf(text));
  }
}
