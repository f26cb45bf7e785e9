package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.thin.format.Role;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** The revisions of disks, for who has the pool's lock. */
final class DiskHistory {
  private final PoolSession session;
  private final PoolDisks disks;

  DiskHistory(PoolSession session) {
    this.session = session;
    this.disks = new PoolDisks(session);
  }

  /** What is kept of a disk, the oldest first. */
  List<DiskRevision> list(ThinRecord disk) throws IOException {
    List<ThinTools.Thin> present = new MetadataSnapshot(session).thins();
    return session.ledger().revisions(disk.name()).stream()
        .map(thin -> revision(thin, present))
        .toList();
  }

  private static DiskRevision revision(ThinRecord thin, List<ThinTools.Thin> present) {
    OptionalLong exclusiveBytes =
        present.stream()
            .filter(found -> found.id() == thin.id())
            .mapToLong(ThinTools.Thin::exclusiveBytes)
            .findFirst();
    return new DiskRevision(
        thin.role().revision(), thin.created(), thin.sizeBytes(), exclusiveBytes);
  }

  /** Keeps what a disk has now, and gives the number of that. */
  long snapshot(ThinRecord disk) throws IOException {
    new PoolRoom(session).check(0, 0);
    int image = disk.role().image();
    long number = disk.role().revision() + 1;
    session.write(session.ledger().with(disk.as(new Role.Disk(image, number))));
    disks.snapshot(disk.as(new Role.Revision(image, number)).at(session.now()), disk);
    return number;
  }

  /**
   * Gives a disk back what it had. A new volume is made of that, and takes the disk's place in one
   * write of the ledger: at every instant there is a disk. What was there becomes a revision.
   *
   * @return the number of that
   */
  long revert(ThinRecord disk, long number) throws IOException {
    ThinRecord revision = revision(disk, number);
    disks.deactivate(disk);
    new PoolRoom(session).check(Math.max(0, revision.sizeBytes() - disk.sizeBytes()), 0);
    long kept = disk.role().revision() + 1;
    ThinRecord wanted =
        revision
            .as(new Role.Disk(revision.role().image(), kept))
            .in(ThinRecord.State.STAGING)
            .at(disk.created());
    ThinRecord next = disks.snapshot(wanted, revision).in(ThinRecord.State.READY);
    Role was = new Role.Revision(disk.role().image(), kept);
    session.write(session.ledger().with(next).with(disk.as(was).at(session.now())));
    return kept;
  }

  private ThinRecord revision(ThinRecord disk, long number) throws NoSuchDiskException {
    List<ThinRecord> all = session.ledger().revisions(disk.name());
    return all.stream()
        .filter(revision -> revision.role().revision() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchDiskException(
                    "disk %s has no revision %d; it has %s"
                        .formatted(disk.name(), number, numbers(all))));
  }

  private static String numbers(List<ThinRecord> revisions) {
    List<Long> numbers = revisions.stream().map(thin -> thin.role().revision()).toList();
    return numbers.isEmpty() ? "none" : numbers.toString();
  }

  /** Keeps only the newest. */
  void prune(ThinRecord disk, int kept) throws IOException {
    List<ThinRecord> all = session.ledger().revisions(disk.name());
    List<ThinRecord> going = all.subList(0, Math.max(0, all.size() - kept));
    if (!going.isEmpty()) {
      disks.delete(going);
    }
  }
}
