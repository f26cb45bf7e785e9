package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.ByteRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Looks into a pool's metadata while it is used, by the one snapshot of them that there can be. */
final class MetadataSnapshot {
  private final PoolSession session;

  MetadataSnapshot(PoolSession session) {
    this.session = session;
  }

  /** Looks at metadata. */
  interface Look<T> {
    T at(Path metadata) throws IOException;
  }

  /** The volumes that the kernel has. */
  List<ThinTools.Thin> thins() throws IOException {
    int blockBytes = session.ledger().config().blockBytes();
    return look(metadata -> ThinTools.list(metadata, blockBytes));
  }

  /** Where two volumes have not the same blocks of the pool, in ascending order. */
  List<ByteRange> differences(int left, int right) throws IOException {
    int blockBytes = session.ledger().config().blockBytes();
    return look(metadata -> ThinTools.differences(metadata, left, right, blockBytes));
  }

  /**
   * Has somebody look at a snapshot.
   *
   * @throws PoolException if somebody else holds one, which is theirs to release
   */
  <T> T look(Look<T> look) throws IOException {
    releaseOurs();
    session.write(session.ledger().withSnapshot(true));
    try {
      session.device().message("reserve_metadata_snap");
      session.stepDone("snapshot");
      return look.at(session.device().metadata());
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
