package io.tinyvol.volume.check;

import io.tinyvol.cas.rocks.ContentSalvage;
import io.tinyvol.cas.store.ContentSwap;
import io.tinyvol.posix.OwnerOnly;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Mends a store as far as it can be. Chunks that are damaged go into quarantine, so that builds
 * which have the same content put it anew. A database that is damaged itself is replaced by one of
 * all that can be read of it; the damaged one is kept.
 */
public final class StoreRepair {
  private StoreRepair() {}

  /** Opens the store; what it gives is closed before the next time. */
  @FunctionalInterface
  public interface Opening {
    /** Opens it. */
    VolumeStore open() throws IOException;
  }

  /**
   * What a repair came to.
   *
   * @param left what is still damaged
   * @param kept where the database is kept that was replaced, if it was
   */
  public record Result(CheckReport left, Optional<Path> kept) {}

  /** Checks deeply, mends, and checks again. */
  public static Result run(Opening opening, Progress progress) throws IOException {
    CheckReport before = check(opening, progress);
    if (before.findings().isEmpty()) {
      return new Result(before, Optional.empty());
    }
    Optional<Path> kept;
    try (VolumeStore store = opening.open()) {
      kept = mend(store, before, progress);
    }
    return new Result(check(opening, progress), kept);
  }

  private static CheckReport check(Opening opening, Progress progress) throws IOException {
    try (VolumeStore store = opening.open()) {
      return VolumeCheck.run(store, true, progress);
    }
  }

  private static Optional<Path> mend(VolumeStore store, CheckReport before, Progress progress)
      throws IOException {
    Path chunks = store.folder().chunks();
    boolean isIndexDamaged =
        before.findings().stream().anyMatch(finding -> finding.what().equals(chunks.toString()));
    if (isIndexDamaged) {
      return Optional.of(salvage(store, progress));
    }
    Scrub scrub = new Scrub(store.writableContent());
    progress.begin("looking for damaged chunks", -1);
    for (int portion = 0; portion < Scrub.PORTIONS; portion++) {
      Scrub.Result result = scrub.run(portion, progress);
      assert result.read() >= result.damaged().size();
    }
    return Optional.empty();
  }

  private static Path salvage(VolumeStore store, Progress progress) throws IOException {
    ContentSwap swap = new ContentSwap(store.folder());
    OwnerOnly.makeFolder(swap.salvaging());
    progress.begin("copying what can be read", -1);
    ContentSalvage.run(
        store.folder().chunks(),
        swap.salvaging(),
        store.config().hash(),
        store.config().compression(),
        () -> progress.advance(1));
    return swap.publish();
  }
}
