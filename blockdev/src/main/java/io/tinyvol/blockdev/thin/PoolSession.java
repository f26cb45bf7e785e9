package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.dm.DmException;
import io.tinyvol.blockdev.thin.format.Intent;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.ErrnoException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
  private final List<String> notes = new ArrayList<>();
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

  /** People should know of something. */
  void note(String found) {
    notes.add(found);
  }

  /** What people should know of. */
  List<String> notes() {
    return notes;
  }

  /** What new volumes are dated with. */
  Instant now() {
    return Instant.now();
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
   * Makes a volume, empty, with the next id.
   *
   * @return it; empty if a stranger has taken its id, which is left to them
   */
  Optional<ThinRecord> create(ThinRecord wanted) throws IOException {
    return make(Intent.Operation.CREATE, wanted, OptionalInt.empty());
  }

  /** The same, which has what another has now. */
  Optional<ThinRecord> snapshot(ThinRecord wanted, ThinRecord origin) throws IOException {
    return make(Intent.Operation.SNAPSHOT, wanted, OptionalInt.of(origin.id()));
  }

  private Optional<ThinRecord> make(
      Intent.Operation operation, ThinRecord wanted, OptionalInt origin) throws IOException {
    int id = ledger.nextId();
    if (id > ThinRecord.MOST_ID) {
      throw broken("has given out all its ids");
    }
    ThinRecord thin = wanted.born(id, ledger.transaction());
    Intent intent = begin(operation, thin, origin.orElse(id));
    try {
      tell(intent);
    } catch (DmException e) {
      if (e.errno() != ErrnoException.EEXIST) {
        throw e;
      }
      note("a stranger made a volume " + id + " in the pool; it is left alone");
      quarantine(thin);
      return Optional.empty();
    }
    steps.done("message");
    finish();
    return Optional.of(thin);
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
    ThinRecord going = thin.in(ThinRecord.State.DELETING);
    tell(begin(Intent.Operation.DELETE, going, going.id()));
    steps.done("message");
    finish();
  }

  private Intent begin(Intent.Operation operation, ThinRecord thin, int origin) throws IOException {
    checkHealth();
    Intent intent = new Intent(ledger.transaction() + 1, operation, thin, origin);
    write(ledger.intending(intent));
    return intent;
  }

  /** Tells the kernel what is intended. */
  void tell(Intent intent) throws IOException {
    int id = intent.thin().id();
    switch (intent.operation()) {
      case CREATE -> device.message("create_thin " + id);
      case DELETE -> device.message("delete " + id);
      case SNAPSHOT -> {
        ThinRecord origin = ledger.find(intent.origin()).orElseThrow();
        device.messageBeside(origin, "create_snap " + id + " " + origin.id());
      }
    }
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
          case CREATE, SNAPSHOT -> ledger.with(intent.thin()).thins();
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
