package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.thin.format.Role;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what was changed in disks, for who has the pool's lock: by the mappings of a disk and of
 * the image that it was made from, so at the cost of what was changed.
 */
final class DiskCapturing {
  private final PoolSession session;
  private final PoolDisks disks;

  DiskCapturing(PoolSession session) {
    this.session = session;
    this.disks = new PoolDisks(session);
  }

  /** What a disk has now, as an image that is not whole yet. */
  ThinRecord snapshot(ThinRecord disk) throws IOException {
    new PoolRoom(session).check(0, 0);
    ThinRecord wanted = disk.as(new Role.Image()).in(ThinRecord.State.STAGING).at(session.now());
    return disks.snapshot(wanted, disk);
  }

  /** Where it differs from the image that its disk was made from. */
  List<ByteRange> changed(ThinRecord disk, ThinRecord captured) throws IOException {
    ThinRecord image = image(disk);
    List<ByteRange> changed = new ArrayList<>();
    for (ByteRange range : new MetadataSnapshot(session).differences(image.id(), captured.id())) {
      add(changed, range, captured.sizeBytes());
    }
    return changed;
  }

  private static void add(List<ByteRange> changed, ByteRange range, long sizeBytes) {
    long end = Math.min(range.end(), sizeBytes);
    if (range.start() >= end) {
      return;
    }
    boolean touches = !changed.isEmpty() && changed.getLast().end() == range.start();
    long start = touches ? changed.removeLast().start() : range.start();
    changed.add(new ByteRange(start, end));
  }

  private ThinRecord image(ThinRecord disk) throws NoSuchDiskException {
    Optional<ThinRecord> image =
        session.ledger().images().stream()
            .filter(found -> found.id() == disk.role().image() && found.source().isExact())
            .findFirst();
    return image.orElseThrow(
        () ->
            new NoSuchDiskException(
                "disk %s: what it was made from is not in the pool any more, so nothing tells what"
                        .formatted(disk.name())
                    + " was changed; 'tinyvol build --from-image' reads its device as a whole"));
  }

  /** The disk is one that was made from what was captured, in one write of the ledger. */
  void complete(ThinRecord captured, DiskSource revision) throws IOException {
    ThinRecord disk = disks.get(captured.name());
    session.device().deactivate(captured);
    ThinRecord image = captured.of(revision).in(ThinRecord.State.READY);
    Role from = new Role.Disk(image.id(), disk.role().revision());
    session.write(session.ledger().with(image).with(disk.as(from).of(revision)));
    disks.deleteUnusedImages();
  }
}
