package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a check saw. */
public final class CheckJson {
  private CheckJson() {}

  /** A report. */
  public static Map<String, Object> write(CheckReport report) {
    return Fields.of("volumesChecked", (long) report.volumes())
        .and("nodesChecked", report.nodesChecked())
        .and("chunksChecked", report.chunksChecked())
        .and("corrupt", report.findings().stream().map(CheckJson::write).toList())
        .and("hurtFiles", files(report))
        .map();
  }

  private static List<Map<String, Object>> files(CheckReport report) {
    List<Map<String, Object>> files = new ArrayList<>();
    report
        .hurtFiles()
        .forEach(
            (volume, paths) ->
                files.add(Fields.of("volume", volume).and("paths", List.copyOf(paths)).map()));
    return files;
  }

  private static Map<String, Object> write(Finding finding) {
    List<Map<String, Object>> revisions =
        finding.earlier().stream()
            .map(old -> Fields.of("volume", old.volume()).and("revision", old.revision()).map())
            .toList();
    return Fields.of("what", finding.what())
        .and("why", finding.why())
        .and("volumes", finding.volumes())
        .and("revisions", revisions)
        .map();
  }

  /** A report that {@link #write(CheckReport)} gave. */
  public static CheckReport read(JsonObject object) throws JsonException {
    List<Finding> findings = new ArrayList<>();
    for (JsonObject finding : object.objects("corrupt")) {
      List<Finding.Earlier> earlier = new ArrayList<>();
      for (JsonObject revision : finding.objects("revisions")) {
        earlier.add(new Finding.Earlier(revision.text("volume"), revision.number("revision")));
      }
      findings.add(
          new Finding(
              finding.text("what"), finding.text("why"), finding.texts("volumes"), earlier));
    }
    SortedMap<String, SortedSet<String>> files = new TreeMap<>();
    for (JsonObject hurt : object.objects("hurtFiles")) {
      files.put(hurt.text("volume"), new TreeSet<>(hurt.texts("paths")));
    }
    return new CheckReport(
        (int) object.number("volumesChecked"),
        object.number("nodesChecked"),
        object.number("chunksChecked"),
        findings,
        Set.of(),
        files);
  }
}
