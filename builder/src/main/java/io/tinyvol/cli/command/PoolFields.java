package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolState;
import io.tinyvol.blockdev.thin.PoolStatus;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.service.Sizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a pool is, for scripts and for people. */
final class PoolFields {
  private PoolFields() {}

  static Map<String, Object> of(PoolState state) {
    PoolConfig config = state.config();
    PoolStatus status = state.status();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pool", state.name());
    json.put("uuid", config.uuid().toString());
    json.put("mode", status.mode());
    json.put("needsCheck", status.needsCheck());
    json.put("dataUsedBytes", status.dataUsedBytes());
    json.put("dataTotalBytes", status.dataTotalBytes());
    json.put("metadataUsedBytes", status.metadataUsedBytes());
    json.put("metadataTotalBytes", status.metadataTotalBytes());
    json.put("transactionId", status.transactionId());
    json.put("blockBytes", config.blockBytes());
    json.put("whenFull", config.whenFull().name().toLowerCase(Locale.ROOT));
    json.put("lowWaterBytes", config.lowWaterBytes());
    json.put("isLow", state.isLow());
    json.put("overcommitPercent", config.overcommitPercent());
    json.put("disks", state.disks());
    json.put("images", state.images());
    json.put("virtualBytes", state.virtualBytes());
    json.put("dataPath", config.data().path());
    json.put("metadataPath", config.metadata().path());
    json.put("liesIn", state.liesIn().map(Path::toString).orElse(null));
    json.put("isUdevRunning", state.isUdevRunning());
    return json;
  }

  static List<String> lines(PoolState state) {
    PoolConfig config = state.config();
    PoolStatus status = state.status();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "pool "
                    + state.name()
                    + ": "
                    + status.mode()
                    + (status.needsCheck() ? ", needs a check" : ""),
                "data:      "
                    + used(status.dataUsedBytes(), status.dataTotalBytes())
                    + " at "
                    + config.data().path(),
                "metadata:  "
                    + used(status.metadataUsedBytes(), status.metadataTotalBytes())
                    + " at "
                    + config.metadata().path(),
                "blocks:    " + Sizes.show(config.blockBytes()),
                "when full: writes "
                    + (config.whenFull() == PoolConfig.WhenFull.ERROR ? "fail" : "wait"),
                "disks:     "
                    + state.disks()
                    + ", "
                    + Sizes.show(state.virtualBytes())
                    + " in all; allowed are "
                    + config.overcommitPercent()
                    + " % of the data",
                "devices:   named in /dev/mapper by "
                    + (state.isUdevRunning() ? "udev" : "tinyvol, for udev does not run")));
    state
        .liesIn()
        .map(disk -> "lies in:   " + disk + ", where what it takes is counted as well")
        .ifPresent(lines::add);
    return lines;
  }

  private static String used(long used, long total) {
    return Sizes.show(used) + " of " + Sizes.show(total);
  }
}
