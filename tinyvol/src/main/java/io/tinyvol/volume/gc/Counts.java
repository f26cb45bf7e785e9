package io.tinyvol.volume.gc;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.volume.gc.GcReport.Held;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what a collection frees, and what is kept by whom. */
final class Counts {
  private final Tally freed = new Tally();
  private final Tally live = new Tally();
  private final Map<String, Tally> held = new LinkedHashMap<>();

  void freed(ContentKind kind, long storedBytes) {
    freed.add(kind, storedBytes);
  }

  void kept(String holder, ContentKind kind, long storedBytes) {
    Tally tally =
        holder.equals(GarbageCollector.VOLUMES)
            ? live
            : held.computeIfAbsent(holder, _ -> new Tally());
    tally.add(kind, storedBytes);
  }

  GcReport report(long reclaimedBytes) {
    List<Held> holders =
        held.entrySet().stream()
            .map(entry -> new Held(entry.getKey(), entry.getValue().amount()))
            .sorted(Comparator.comparingLong(h -> -h.amount().storedBytes()))
            .toList();
    return new GcReport(freed.amount(), live.amount(), holders, reclaimedBytes);
  }
}
