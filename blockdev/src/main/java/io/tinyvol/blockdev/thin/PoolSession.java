package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.dm.DmException;
import io.tinyvol.blockdev.thin.format.Intent;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.ErrnoException;
import java.io.IOException;
import java.util.List;

/**
 * The changes of a pool, by who has its lock. A change has a number n, one more than the pool's
 * transaction id: the ledger says what is intended; the kernel is told, and last of all that its
 * transaction id is n now; the barrier waits until that is on its disk; the ledger says what came
 * of it. A crash between any two of them leaves what {@link PoolRecovery} can tell apart.
 */
final class PoolSession {
  private final PoolFolder folder;
  private final DeviceMapper mapper;
  private final Steps steps;
  private PoolDevice device;
  private Ledger ledger;

  PoolSession(PoolFolder folder, Ledger ledger, DeviceMapper mapper, Steps steps) {
    this.folder = folder;
    this.ledger = ledger;
    this.mapper = mapper;
    this.device = new PoolDevice(folder.name(), ledger.config(), mapper);
    this.steps = steps;
  }

  PoolFolder folder() {
    return folder;
  }

  PoolDevice device() {
    return device;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Durable on return. */
  void write(Ledger next) throws IOException {
    folder.write(next);
    if (!next.config().equals(ledger.config())) {
      device = new PoolDevice(folder.name(), next.config(), mapper);
    }
    ledger = next;
    steps.done("ledger");
  }

  void stepDone(String step) {
    steps.done(step);
  }

  PoolException broken(String problem) {
    return new PoolException(folder.name(), problem);
  }

  /** That the pool takes changes. */
  PoolStatus checkTakesChanges() throws IOException {
    PoolStatus status = device.status();
    if (!status.isSound()) {
      throw broken("takes no changes: " + status.whyNot(folder.name()));
    }
    return status;
  }

  /** That the pool takes changes, and is where the ledger says. */
  void checkHealth() throws IOException {
    PoolStatus status = checkTakesChanges();
    if (status.transactionId() != ledger.transaction()) {
      throw broken(
          "is at transaction %d, its ledger at %d; nothing is changed"
              .formatted(status.transactionId(), ledger.transaction()));
    }
  }

  /**
   * Makes a volume, empty and not whole yet.
   *
   * @return whether it was made: a stranger may have taken its id, which is left to them
   */
  boolean create(ThinRecord thin) throws IOException {
    begin(Intent.Operation.CREATE, thin);
    try {
      device.message("create_thin " + thin.id());
    } catch (DmException e) {
      if (e.errno() != ErrnoException.EEXIST) {
        throw e;
      }
      quarantine(thin);
      return false;
    }
    steps.done("message");
    finish();
    return true;
  }

  /** Somebody else's volume has the id: it is left alone, and the id is never used. */
  void quarantine(ThinRecord thin) throws IOException {
    write(ledger.abandoning().with(thin.in(ThinRecord.State.QUARANTINED)));
  }

  /** Deletes a volume, which is no device any more. */
  void delete(ThinRecord thin) throws IOException {
    if (thin.state() != ThinRecord.State.DELETING) {
      write(ledger.with(thin.in(ThinRecord.State.DELETING)));
    }
    if (device.find(thin).isPresent()) {
      device.deactivate(thin);
      if (device.find(thin).isPresent()) {
        return; // in use still: it is deleted when the pool is looked at next
      }
      steps.done("deactivated");
    }
    begin(Intent.Operation.DELETE, thin.in(ThinRecord.State.DELETING));
    device.message("delete " + thin.id());
    steps.done("message");
    finish();
  }

  private void begin(Intent.Operation operation, ThinRecord thin) throws IOException {
    checkHealth();
    write(ledger.intending(new Intent(ledger.transaction() + 1, operation, thin)));
  }

  /** From the time the kernel has been told what to do. */
  void finish() throws IOException {
    Intent intent = ledger.intent().orElseThrow();
    long next = intent.transaction();
    device.message("set_transaction_id " + (next - 1) + " " + next);
    steps.done("transaction id");
    conclude();
  }

  /** From the time the kernel has been told that the change is done. */
  void conclude() throws IOException {
    Intent intent = ledger.intent().orElseThrow();
    awaitBarrier(intent.transaction());
    steps.done("barrier");
    List<ThinRecord> thins =
        switch (intent.operation()) {
          case CREATE -> ledger.with(intent.thin()).thins();
          case DELETE -> ledger.without(intent.thin().id());
        };
    write(ledger.done(thins));
  }

  /** A message that was answered is not durable; a status that the kernel has committed for is. */
  private void awaitBarrier(long transaction) throws IOException {
    PoolStatus status = device.status();
    if (!status.isSound() || status.transactionId() != transaction) {
      throw broken(
          "did not keep transaction %d, and is at %d: %s"
              .formatted(transaction, status.transactionId(), status.whyNot(folder.name())));
    }
  }
}
