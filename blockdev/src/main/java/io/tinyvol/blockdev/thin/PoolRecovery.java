package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.Intent;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.Role;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a pool and its ledger together again, whatever happened between: a crash, a start of the
 * machine, a stranger. What it cannot tell it does not touch.
 */
final class PoolRecovery {
  private final PoolSession session;
  private final PoolDevice device;

  PoolRecovery(PoolSession session) {
    this.session = session;
    this.device = session.device();
  }

  /**
   * The same for those who help a pool that takes no changes, if it is active at least.
   *
   * @return why it takes none, if so
   */
  Optional<String> look() throws IOException {
    try {
      run();
      return Optional.empty();
    } catch (PoolException e) {
      if (device.find().isEmpty()) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Does it. */
  void run() throws IOException {
    device.resumeAll();
    boolean wasActive = device.find().isPresent();
    if (!wasActive) {
      device.activate(session.ledger().hasSnapshot());
      session.stepDone("activated");
    }
    new PoolGrowth(session).complete();
    session.checkTakesChanges();
    boolean wasInterrupted = session.ledger().intent().isPresent();
    if (wasInterrupted) {
      settle(session.ledger().intent().get());
    }
    session.checkHealth();
    if (!wasActive || wasInterrupted || session.ledger().hasSnapshot()) {
      compare();
    }
    reap();
  }

  private void settle(Intent intent) throws IOException {
    long transaction = device.status().transactionId();
    if (transaction == intent.transaction()) {
      session.conclude();
    } else if (transaction != intent.transaction() - 1) {
      throw session.broken(
          ("is at transaction %d, but its ledger has begun %d: it is not the pool that the ledger"
                  + " is about, or one of them is an older copy; nothing is changed")
              .formatted(transaction, intent.transaction()));
    } else {
      again(intent);
    }
  }

  /** The kernel may have done it, or not, or have done and forgotten it. */
  private void again(Intent intent) throws IOException {
    ThinRecord thin = intent.thin();
    Optional<ThinTools.Thin> found =
        new MetadataSnapshot(session)
            .thins().stream().filter(present -> present.id() == thin.id()).findFirst();
    boolean isOurs = found.isPresent() && found.get().birth() == thin.birth();
    if (found.isPresent() && !isOurs) {
      session.note(
          "volume %d of the pool was not made by tinyvol; it is left alone".formatted(thin.id()));
      session.quarantine(thin);
      return;
    }
    boolean isToBe = intent.operation() != Intent.Operation.DELETE;
    if (found.isPresent() != isToBe) {
      session.tell(intent);
    }
    session.stepDone("message again");
    session.finish();
  }

  /** Holds what the kernel has against what the ledger has. */
  private void compare() throws IOException {
    Map<Integer, ThinTools.Thin> present = new HashMap<>();
    new MetadataSnapshot(session).thins().forEach(thin -> present.put(thin.id(), thin));
    Ledger ledger = session.ledger();
    for (ThinRecord thin : ledger.thins()) {
      ThinTools.Thin found = present.remove(thin.id());
      if (thin.isWanted() && found == null) {
        session.note(title(thin) + " is lost: the pool does not have it any more");
        ledger = ledger.with(thin.in(ThinRecord.State.LOST));
      } else if (thin.isWanted() && found != null && found.birth() != thin.birth()) {
        session.note(title(thin) + " is lost: the pool has another one of its id");
        ledger = ledger.with(thin.in(ThinRecord.State.QUARANTINED));
      }
    }
    present.keySet().stream()
        .sorted()
        .forEach(id -> session.note("the pool has a volume " + id + " that tinyvol does not know"));
    if (!ledger.equals(session.ledger())) {
      session.write(ledger);
    }
  }

  private static String title(ThinRecord thin) {
    return switch (thin.role()) {
      case Role.Disk _ -> "disk " + thin.name();
      case Role.Image _ -> "the image of disk " + thin.name();
      case Role.Revision revision ->
          "revision %d of disk %s".formatted(revision.revision(), thin.name());
    };
  }

  /** Deletes what is to go, what nobody goes on writing, and images that nothing needs. */
  private void reap() throws IOException {
    for (ThinRecord thin : session.ledger().thins()) {
      if (thin.state() == ThinRecord.State.DELETING) {
        session.delete(thin);
      } else if (thin.state() == ThinRecord.State.STAGING) {
        Optional<PoolFolder.Lock> lock = session.folder().tryLockStaging(thin.id());
        if (lock.isPresent()) {
          try (PoolFolder.Lock _ = lock.get()) {
            session.delete(thin);
          }
          session.folder().forgetStaging(thin.id());
        }
      }
    }
    new PoolDisks(session).deleteUnusedImages();
    new DiskSizes(session).complete();
  }
}
