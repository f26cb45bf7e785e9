package io.tinyvol.service.local;

import io.tinyvol.service.NoSuchRevisionException;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.Revisions;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** Makes revisions of volumes and brings them back: that changes heads, and moves no bytes. */
final class History {
  private final VolumeStore store;
  private final InstantSource clock;

  History(VolumeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  VolumeSummary snapshot(String name, RevisionOptions options) throws IOException {
    VolumeHead head =
        store
            .catalog()
            .updateFrozen(
                name,
                false,
                old -> keeping(old.snapshot(clock.instant(), options.note()), options));
    return VolumeSummary.of(name, head);
  }

  /** With as many earlier revisions as are to be kept. */
  static VolumeHead keeping(VolumeHead head, RevisionOptions options) {
    return options.keep().isPresent() ? head.keeping(options.keep().getAsInt()) : head;
  }

  Revisions revisions(String name) throws IOException {
    VolumeHead head = store.catalog().get(name);
    return new Revisions(name, !head.changes().isEmpty(), head.revisions());
  }

  VolumeSummary revert(String name, OptionalLong revision, RevisionOptions options)
      throws IOException {
    long number =
        revision.isPresent() ? revision.getAsLong() : lastOther(name, store.catalog().get(name));
    if (store.catalog().get(name).revision(number).isEmpty()) {
      throw notKept(name, number);
    }
    try {
      VolumeHead head =
          store.catalog().updateFrozen(name, true, old -> reverted(old, number, options));
      return VolumeSummary.of(name, head);
    } catch (NoSuchElementException e) {
      throw notKept(name, number); // not any more
    }
  }

  private static NoSuchRevisionException notKept(String name, long number) {
    return new NoSuchRevisionException(
        name, "revision " + number + " is not kept; 'tinyvol revisions' lists those that are");
  }

  private VolumeHead reverted(VolumeHead head, long number, RevisionOptions options) {
    String note = options.note().isEmpty() ? "revert to " + number : options.note();
    return keeping(head.reverted(number, clock.instant(), note), options);
  }

  private static long lastOther(String name, VolumeHead head) throws NoSuchRevisionException {
    if (!head.changes().isEmpty()) {
      return head.revision();
    }
    if (head.earlier().isEmpty()) {
      throw new NoSuchRevisionException(name, "has no earlier revision and no changes");
    }
    return head.earlier().getLast().number();
  }
}
