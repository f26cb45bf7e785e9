package io.tinyvol.volume.gc;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentPruner;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.lease.CollectionCycle;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.chunkset.DigestParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Goes through all content of a part and removes what is not marked. */
final class Sweep {
  /** Who puts one of so many pieces again waits until all have been deleted: some milliseconds. */
  private static final int CONDEMNED_AT_ONCE = 1000;

  private final ContentStore content;
  private final ContentPruner pruner;
  private final CollectionCycle cycle;
  private final Marks marks;
  private final Counts counts;
  private final boolean dryRun;

  Sweep(ContentStore content, CollectionCycle cycle, Marks marks, Counts counts, boolean dryRun) {
    this.content = content;
    this.pruner = content.pruner();
    this.cycle = cycle;
    this.marks = marks;
    this.counts = counts;
    this.dryRun = dryRun;
  }

  private record Unmarked(Digest digest, int storedBytes) {}

  void run(DigestParts parts, int part, Progress progress) throws IOException {
    int firstBytes = 256 / parts.count();
    progress.begin("sweeping", firstBytes);
    for (int i = 0; i < firstBytes; i++) {
      sweep(ContentKind.CHUNK, parts.firstByte(part) + i);
      sweep(ContentKind.NODE, parts.firstByte(part) + i);
      progress.advance(1);
    }
  }

  private void sweep(ContentKind kind, int firstByte) throws IOException {
    List<Unmarked> unmarked = new ArrayList<>();
    content.forEach(
        kind,
        firstByte,
        (digest, storedBytes) -> {
          String holder = marks.holder(kind, digest);
          if (holder == null) {
            unmarked.add(new Unmarked(digest, storedBytes));
          } else {
            counts.kept(holder, kind, storedBytes);
          }
        });
    for (int from = 0; from < unmarked.size(); from += CONDEMNED_AT_ONCE) {
      int to = Math.min(unmarked.size(), from + CONDEMNED_AT_ONCE);
      sweep(kind, unmarked.subList(from, to));
    }
  }

  private void sweep(ContentKind kind, List<Unmarked> batch) throws IOException {
    List<Digest> digests = batch.stream().map(Unmarked::digest).toList();
    Set<Digest> spared =
        new HashSet<>(
            dryRun
                ? digests.stream().filter(digest -> cycle.toucher(digest).isPresent()).toList()
                : cycle.sweep(digests, dead -> pruner.delete(kind, dead)));
    for (Unmarked one : batch) {
      if (spared.contains(one.digest())) {
        String holder = cycle.toucher(one.digest()).orElse(CollectionCycle.ENDED);
        counts.kept(holder, kind, one.storedBytes());
      } else {
        counts.freed(kind, one.storedBytes());
      }
    }
  }
}
