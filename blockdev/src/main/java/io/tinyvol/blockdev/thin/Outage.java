package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.dm.DmDevice;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pool is out of the kernel for a while, so that its metadata lie still. */
final class Outage {
  private final PoolSession session;
  private final List<Integer> active = new ArrayList<>();

  private Outage(PoolSession session) {
    this.session = session;
  }

  /**
   * Takes a pool out of the kernel, where it is there, with the devices of its volumes.
   *
   * @throws PoolTakenException if one of them is in use; nothing is changed then
   */
  static Outage begin(PoolSession session) throws IOException {
    Outage outage = new Outage(session);
    PoolDevice device = session.device();
    device.resumeAll();
    Optional<DmDevice> pool = device.find();
    if (pool.isPresent()) {
      List<ThinRecord> volumes = outage.checkUnused(pool.get());
      for (ThinRecord volume : volumes) {
        device.deactivate(volume);
        outage.active.add(volume.id());
      }
    }
    device.deactivate();
    session.stepDone("taken out");
    return outage;
  }

  /** The volumes that have devices, none of which is in use. */
  private List<ThinRecord> checkUnused(DmDevice pool) throws IOException {
    List<ThinRecord> volumes = new ArrayList<>();
    for (ThinRecord volume : session.ledger().thins()) {
      Optional<DmDevice> found = session.device().find(volume);
      if (found.isPresent()) {
        if (found.get().openCount() > 0) {
          throw new PoolTakenException(
              DeviceNames.path(found.get().name())
                  + ": is in use, so that the pool cannot be taken out of the kernel; unmount it,"
                  + " or end its guest");
        }
        volumes.add(volume);
      }
    }
    if (pool.openCount() > volumes.size()) {
      throw new PoolTakenException(
          DeviceNames.path(pool.name())
              + ": others use it than tinyvol's volumes; 'dmsetup ls --tree' tells which");
    }
    return volumes;
  }

  /** Volumes that had devices have them again. The pool is active. */
  void end() throws IOException {
    for (ThinRecord volume : session.ledger().thins()) {
      if (active.contains(volume.id()) && volume.state() == ThinRecord.State.READY) {
        session.device().activate(volume);
      }
    }
  }
}
