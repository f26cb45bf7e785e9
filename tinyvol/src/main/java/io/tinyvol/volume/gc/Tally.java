package io.tinyvol.volume.gc;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.volume.gc.GcReport.Amount;

/** Counts content. */
final class Tally {
  private long chunks;
  private long nodes;
  private long storedBytes;

  void add(ContentKind kind, long bytes) {
    switch (kind) {
      case CHUNK -> chunks++;
      case NODE -> nodes++;
    }
    storedBytes += bytes;
  }

  Amount amount() {
    return new Amount(chunks, nodes, storedBytes);
  }
}
