package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.StoreStats;
import io.tinyvol.service.UsageReport;
import io.tinyvol.volume.sharing.StoreTotals;
import io.tinyvol.volume.sharing.VolumeShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What volumes hold and share. */
public final class SharingJson {
  private SharingJson() {}

  /** What deduplication and compression save. */
  public static Map<String, Object> write(StoreStats stats) {
    return Fields.of("volumes", (long) stats.volumes().size())
        .and("virtualBytes", stats.virtualBytes())
        .and("dataBytes", stats.dataBytes())
        .and("uniqueBytes", stats.totals().uniqueBytes())
        .and("storedBytes", stats.totals().storedBytes())
        .and("dedupRatio", stats.dedupRatio())
        .and("compressionRatio", stats.compressionRatio())
        .and("totalRatio", stats.totalRatio())
        .and("earlierRevisions", stats.earlierRevisions())
        .and("contentDiskBytes", stats.disk().contentBytes())
        .and("deltaDiskBytes", stats.disk().deltaBytes())
        .and("byVolume", stats.volumes().stream().map(SharingJson::write).toList())
        .map();
  }

  private static Map<String, Object> write(StoreStats.Volume volume) {
    return Fields.of("volume", volume.name())
        .and("virtualBytes", volume.virtualBytes())
        .and("dataBytes", volume.dataBytes())
        .and("referencedBytes", volume.share().referencedBytes())
        .and("exclusiveBytes", volume.share().exclusiveBytes())
        .map();
  }

  /** What {@link #write(StoreStats)} gave. */
  public static StoreStats readStats(JsonObject object) throws JsonException {
    List<StoreStats.Volume> volumes = new ArrayList<>();
    for (JsonObject volume : object.objects("byVolume")) {
      volumes.add(
          new StoreStats.Volume(
              volume.text("volume"),
              volume.number("virtualBytes"),
              volume.number("dataBytes"),
              readShare(volume)));
    }
    return new StoreStats(
        volumes,
        object.number("earlierRevisions"),
        new StoreTotals(object.number("uniqueBytes"), object.number("storedBytes")),
        new StoreStats.Disk(object.number("contentDiskBytes"), object.number("deltaDiskBytes")));
  }

  /** What volumes hold. */
  public static Map<String, Object> write(UsageReport report) {
    return Fields.of("volumes", report.volumes().stream().map(SharingJson::write).toList())
        .and("freedIfDeletedBytes", report.freedIfDeletedBytes())
        .map();
  }

  private static Map<String, Object> write(UsageReport.Volume volume) {
    return Fields.of("volume", volume.name())
        .and("exclusiveBytes", volume.share().exclusiveBytes())
        .and("sharedBytes", volume.share().sharedBytes())
        .and("referencedBytes", volume.share().referencedBytes())
        .map();
  }

  /** What {@link #write(UsageReport)} gave. */
  public static UsageReport readUsage(JsonObject object) throws JsonException {
    List<UsageReport.Volume> volumes = new ArrayList<>();
    for (JsonObject volume : object.objects("volumes")) {
      volumes.add(new UsageReport.Volume(volume.text("volume"), readShare(volume)));
    }
    return new UsageReport(volumes, object.number("freedIfDeletedBytes"));
  }

  private static VolumeShare readShare(JsonObject object) throws JsonException {
    return new VolumeShare(object.number("referencedBytes"), object.number("exclusiveBytes"));
  }
}
