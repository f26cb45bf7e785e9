package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolState;
import io.tinyvol.blockdev.thin.PoolStatus;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.service.Sizes;
import java.util.ArrayList;
import java.util.List;

/** What people should do for a pool soon. */
final class PoolWarnings {
  private PoolWarnings() {}

  static List<String> of(PoolState state) {
    PoolStatus status = state.status();
    List<String> warnings = new ArrayList<>();
    if (status.isDataFull()) {
      warnings.add(
          "pool %s: is full, and writes %s; 'tinyvol pool grow %s' lets them go on"
              .formatted(state.name(), whenFull(state.config().whenFull()), state.name()));
    } else if (state.isLow()) {
      warnings.add(low(state, "data", status.dataFreeBytes()));
    }
    if (status.isMetadataLow()) {
      warnings.add(low(state, "metadata", status.metadataFreeBytes()));
    }
    return warnings;
  }

  private static String whenFull(PoolConfig.WhenFull mode) {
    return switch (mode) {
      case ERROR -> "fail";
      case QUEUE -> "wait for a minute, and fail then";
    };
  }

  private static String low(PoolState state, String what, long freeBytes) {
    return "pool %s: only %s of its %s are free; 'tinyvol pool grow %s' adds to them"
        .formatted(state.name(), Sizes.show(freeBytes), what, state.name());
  }
}
