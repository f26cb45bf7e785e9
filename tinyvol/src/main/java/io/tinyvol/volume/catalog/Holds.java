package io.tinyvol.volume.catalog;

import io.tinyvol.volume.VolumeInUseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who uses which volumes as devices: one that writes, or several that read. Thread-safe. */
final class Holds {
  private final Map<UUID, List<VolumeHold>> held = new HashMap<>();

  /**
   * Takes a hold, until it is closed.
   *
   * @throws VolumeInUseException if somebody has one that allows no such other
   */
  synchronized VolumeHold take(String name, UUID volume, String user, boolean isForWriting)
      throws VolumeInUseException {
    List<VolumeHold> holds = held.computeIfAbsent(volume, _ -> new ArrayList<>());
    for (VolumeHold other : holds) {
      if (isForWriting || other.isForWriting()) {
        throw new VolumeInUseException(name, other.user());
      }
    }
    VolumeHold hold = new VolumeHold(name, volume, user, isForWriting, this::give);
    holds.add(hold);
    return hold;
  }

  private synchronized void give(VolumeHold hold) {
    List<VolumeHold> holds = held.get(hold.volume());
    if (holds != null) {
      holds.remove(hold);
      if (holds.isEmpty()) {
        held.remove(hold.volume());
      }
    }
  }

  /**
   * Checks that nobody has one.
   *
   * @throws VolumeInUseException if somebody has
   */
  synchronized void checkFree(String name, UUID volume) throws VolumeInUseException {
    List<VolumeHold> holds = held.get(volume);
    if (holds != null) {
      throw new VolumeInUseException(name, holds.getFirst().user());
    }
  }
}
