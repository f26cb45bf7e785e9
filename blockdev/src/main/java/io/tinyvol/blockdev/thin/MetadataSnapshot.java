package io.tinyvol.blockdev.thin;

import java.io.IOException;
import java.util.List;

/** Looks into a pool's metadata while it is used, by the one snapshot of them that there can be. */
final class MetadataSnapshot {
  private final PoolSession session;

  MetadataSnapshot(PoolSession session) {
    this.session = session;
  }

  /**
   * The volumes that the kernel has.
   *
   * @throws PoolException if somebody else holds a snapshot, which is theirs to release
   */
  List<ThinTools.Thin> thins() throws IOException {
    releaseOurs();
    session.write(session.ledger().withSnapshot(true));
    try {
      session.device().message("reserve_metadata_snap");
      session.stepDone("snapshot");
      return ThinTools.list(session.device().metadata(), session.ledger().config().blockBytes());
    } finally {
      releaseOurs();
    }
  }

  /** Releases the snapshot that the ledger says may be ours. */
  void releaseOurs() throws IOException {
    boolean isHeld = session.device().status().hasMetadataSnapshot();
    if (session.ledger().hasSnapshot()) {
      if (isHeld) {
        session.device().message("release_metadata_snap");
        session.stepDone("release");
      }
      session.write(session.ledger().withSnapshot(false));
    } else if (isHeld) {
      throw session.broken(
          "somebody holds a snapshot of its metadata; try again when they have released it");
    }
  }
}
