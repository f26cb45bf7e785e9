package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.thin.format.Role;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes disks of volumes, for who has the pool's lock. What is written becomes an image, of which
 * the disk is a snapshot: so the next disk of that content is made at no cost, one of a similar
 * content is written in part, and what a guest changed can be told. Where there is the image
 * already, the disk is a snapshot of that from the beginning.
 */
final class DiskMaking {
  private static final Role IMAGE = new Role.Image();

  private final PoolSession session;
  private final PoolDisks disks;

  DiskMaking(PoolSession session) {
    this.session = session;
    this.disks = new PoolDisks(session);
  }

  /** The image of a content, which is not larger than a disk that starts from it. */
  private Optional<ThinRecord> image(Digest root, long mostBytes) {
    return session.ledger().images().stream()
        .filter(image -> image.source().isExact())
        .filter(image -> image.source().root().equals(root) && image.sizeBytes() <= mostBytes)
        .findFirst();
  }

  private Optional<ThinRecord> basis(NewDisk wanted) throws IOException {
    if (wanted.basis().isEmpty()) {
      return Optional.empty();
    }
    Optional<ThinRecord> found = image(wanted.basis().get(), wanted.sizeBytes());
    if (found.isEmpty()) {
      throw session.broken("has no image " + wanted.basis().get() + " any more; try again");
    }
    return found;
  }

  /** Begins one, which is a device on return. */
  ThinRecord stage(NewDisk wanted) throws IOException {
    disks.checkFree(wanted.name());
    Optional<ThinRecord> basis = basis(wanted);
    new PoolRoom(session).check(wanted.sizeBytes(), wanted.writtenBytes());
    ThinRecord thin =
        new ThinRecord(
            0,
            0,
            wanted.sizeBytes(),
            wanted.sizeBytes(),
            ThinRecord.State.STAGING,
            basis.filter(image -> isSame(image, wanted)).map(DiskMaking::from).orElse(IMAGE),
            wanted.name(),
            wanted.source(),
            session.now());
    return basis.isPresent() ? disks.snapshot(thin, basis.get()) : disks.create(thin);
  }

  private static Role from(ThinRecord image) {
    return new Role.Disk(image.id(), 0);
  }

  private static boolean isSame(ThinRecord image, NewDisk wanted) {
    return image.source().root().equals(wanted.source().root())
        && image.sizeBytes() == wanted.sizeBytes();
  }

  /** It is whole: its disk gets its name in one step, and is a device on return. */
  Path publish(ThinRecord staged) throws IOException {
    disks.checkFree(staged.name());
    disks.deactivate(staged);
    ThinRecord disk =
        switch (staged.role()) {
          case Role.Image _ -> publishImage(staged);
          case Role.Disk _, Role.Revision _ -> publishAsItIs(staged);
        };
    return session.device().activate(disk);
  }

  private ThinRecord publishAsItIs(ThinRecord staged) throws IOException {
    ThinRecord whole = staged.in(ThinRecord.State.READY);
    session.write(session.ledger().with(whole));
    return whole;
  }

  private ThinRecord publishImage(ThinRecord staged) throws IOException {
    Optional<ThinRecord> same =
        image(staged.source().root(), staged.sizeBytes())
            .filter(image -> staged.source().isExact())
            .filter(image -> image.sizeBytes() == staged.sizeBytes());
    ThinRecord image = same.isPresent() ? same.get() : publishAsItIs(staged);
    ThinRecord disk = disks.snapshot(staged.as(from(image)).in(ThinRecord.State.READY), image);
    if (same.isPresent()) {
      session.delete(staged);
    }
    return disk;
  }
}
