package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.dm.DmDevice;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.Role;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pool's disks by their names, for who has the pool's lock: what all that is done with them
 * needs.
 */
final class PoolDisks {
  private final PoolSession session;

  PoolDisks(PoolSession session) {
    this.session = session;
  }

  private String pool() {
    return session.folder().name();
  }

  ThinRecord get(String name) throws NoSuchDiskException {
    return session
        .ledger()
        .disk(name)
        .orElseThrow(
            () ->
                new NoSuchDiskException(
                    "no disk %s in pool %s; 'tinyvol pool ls %s' lists those there are"
                        .formatted(name, pool(), pool())));
  }

  void checkFree(String name) throws DiskTakenException {
    if (session.ledger().disk(name).isPresent()) {
      throw new DiskTakenException("disk " + name + " of pool " + pool() + ": exists already");
    }
  }

  boolean isUsed(ThinRecord disk) throws IOException {
    Optional<DmDevice> device = session.device().find(disk);
    return device.isPresent() && device.get().openCount() > 0;
  }

  void checkUnused(ThinRecord disk) throws IOException {
    if (isUsed(disk)) {
      throw new DiskTakenException(
          "disk %s of pool %s: is in use; unmount it, or end its guest"
              .formatted(disk.name(), pool()));
    }
  }

  /** A disk that nobody uses is no device on return. */
  void deactivate(ThinRecord disk) throws IOException {
    checkUnused(disk);
    session.device().deactivate(disk);
    checkUnused(disk); // somebody may have opened it between
    session.stepDone("deactivated");
  }

  /** A new volume, empty. */
  ThinRecord create(ThinRecord wanted) throws IOException {
    Optional<ThinRecord> made = session.create(wanted);
    while (made.isEmpty()) {
      made = session.create(wanted);
    }
    return made.get();
  }

  /** A new volume that has what another has now. */
  ThinRecord snapshot(ThinRecord wanted, ThinRecord origin) throws IOException {
    Optional<ThinRecord> made = session.snapshot(wanted, origin);
    while (made.isEmpty()) {
      made = session.snapshot(wanted, origin);
    }
    return made.get();
  }

  /** Deletes a disk and its revisions. */
  void delete(ThinRecord disk) throws IOException {
    List<ThinRecord> going = new ArrayList<>(session.ledger().revisions(disk.name()));
    going.add(disk);
    delete(going);
  }

  /** Deletes several: from the first step on there is no way back for any. */
  void delete(List<ThinRecord> going) throws IOException {
    Ledger ledger = session.ledger();
    for (ThinRecord thin : going) {
      ledger = ledger.with(thin.in(ThinRecord.State.DELETING));
    }
    session.write(ledger);
    for (ThinRecord thin : going) {
      session.delete(thin.in(ThinRecord.State.DELETING));
    }
    deleteUnusedImages();
  }

  /** Images stay as long as something that was made from them does. */
  void deleteUnusedImages() throws IOException {
    for (ThinRecord image : session.ledger().unusedImages()) {
      session.delete(image);
    }
  }

  /** Another disk that has what one has now. */
  void copy(ThinRecord from, String to) throws IOException {
    checkFree(to);
    new PoolRoom(session).check(from.sizeBytes(), 0);
    ThinRecord wanted = from.named(to).as(new Role.Disk(from.role().image(), 0)).at(session.now());
    snapshot(wanted, from);
  }
}
