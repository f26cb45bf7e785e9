package io.tinyvol.blockdev.thin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Has the metadata of a pool looked at, beside those who use it where that can be. */
final class PoolCheck {
  private final PoolSession session;

  /** Of a session's pool. */
  PoolCheck(PoolSession session) {
    this.session = session;
  }

  /**
   * Does it; the pool is active on return, and its volumes that had devices have them.
   *
   * @param clears whether the kernel is to write again to a pool that needs a check
   * @throws PoolDamagedException if they are damaged; a pool that was taken out stays so
   * @throws PoolTakenException if the pool must be taken out of the kernel, and is in use
   */
  PoolChecked run(boolean clears) throws IOException {
    boolean isActive = session.device().find().isPresent();
    if (isActive
        && !clears
        && session.device().status().isSound()
        && ThinTools.canCheckSnapshots()) {
      new PoolRecovery(session).run();
      refuse(new MetadataSnapshot(session).look(ThinTools::damageOfSnapshot));
      return new PoolChecked(PoolChecked.Way.SNAPSHOT, false);
    }
    Outage outage = Outage.begin(session);
    Path metadata = session.device().metadataAtRest();
    refuse(TornSnapshot.damageBeside(metadata, session.ledger().hasSnapshot()));
    if (clears) {
      ThinTools.clearNeedsCheck(metadata);
    }
    new PoolRecovery(session).look().ifPresent(session::note);
    outage.end();
    PoolChecked.Way way = isActive ? PoolChecked.Way.TAKEN_OUT : PoolChecked.Way.INACTIVE;
    return new PoolChecked(way, session.device().status().needsCheck());
  }

  private void refuse(Optional<String> damage) throws PoolDamagedException {
    if (damage.isPresent()) {
      throw new PoolDamagedException(session.folder().name(), damage.get());
    }
  }
}
