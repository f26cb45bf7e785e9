package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.CapturedDisk;
import io.tinyvol.blockdev.disk.CapturesDisks;
import io.tinyvol.blockdev.disk.CopiesDisks;
import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.blockdev.disk.MakesDisks;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.ResizesDisks;
import io.tinyvol.blockdev.disk.TrimsDisks;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pool. Whatever is done with it first brings it to life where the machine was started since, and
 * completes what a crash cut off. Volumes and changes are durable when a call returns. Thread-safe,
 * also between processes.
 */
public final class ThinPool
    implements MakesDisks, CopiesDisks, KeepsRevisions, ResizesDisks, CapturesDisks, TrimsDisks {
  private final PoolFolder folder;
  private final PoolAccess access;

  ThinPool(PoolAccess access) {
    this.folder = access.folder();
    this.access = access;
  }

  /** With a pool that is active and in order. */
  private <T> T locked(PoolAccess.Action<T> action) throws IOException {
    return access.alone(
        session -> {
          new PoolRecovery(session).run();
          return action.run(session);
        });
  }

  @Override
  public List<String> notes() {
    return access.notes();
  }

  /** How the pool is, also where it takes no changes. */
  public PoolState state() throws IOException {
    return care()
        .looked(
            session -> {
              Ledger ledger = session.ledger();
              return new PoolState(
                  folder.name(),
                  ledger.config(),
                  session.device().status(),
                  ledger.disks().size(),
                  ledger.images().size(),
                  PoolRoom.virtualBytes(ledger),
                  DiskUnder.of(Path.of(ledger.config().data().path())),
                  Nodes.isUdevRunning());
            });
  }

  /** Its maintenance. */
  public PoolCare care() {
    return new PoolCare(access);
  }

  /** What the pool has, and what of it is what. */
  public Ledger ledger() throws IOException {
    return locked(PoolSession::ledger);
  }

  @Override
  public List<Disk> list() throws IOException {
    return locked(
        session -> {
          List<ThinTools.Thin> present = new MetadataSnapshot(session).thins();
          List<Disk> disks = new ArrayList<>();
          for (ThinRecord thin : session.ledger().disks()) {
            Optional<ThinTools.Thin> found =
                present.stream().filter(other -> other.id() == thin.id()).findFirst();
            disks.add(disk(session, thin, found));
          }
          return disks;
        });
  }

  private static Disk disk(PoolSession session, ThinRecord thin, Optional<ThinTools.Thin> found)
      throws IOException {
    return new Disk(
        thin.name(),
        thin.sizeBytes(),
        OptionalLong.of(found.map(ThinTools.Thin::mappedBytes).orElse(0L)),
        OptionalLong.of(found.map(ThinTools.Thin::exclusiveBytes).orElse(0L)),
        Optional.of(thin.source()),
        thin.created(),
        session.device().find(thin).isPresent());
  }

  @Override
  public Path activate(String name) throws IOException {
    return locked(session -> session.device().activate(new PoolDisks(session).get(name)));
  }

  /** A disk's device is taken away; the disk stays. */
  public void deactivate(String name) throws IOException {
    withDisk(name, PoolDisks::deactivate);
  }

  private interface DiskAction {
    void run(PoolDisks disks, ThinRecord disk) throws IOException;
  }

  private void withDisk(String name, DiskAction action) throws IOException {
    locked(
        session -> {
          PoolDisks disks = new PoolDisks(session);
          action.run(disks, disks.get(name));
          return name;
        });
  }

  @Override
  public void delete(String name) throws IOException {
    withDisk(
        name,
        (disks, disk) -> {
          disks.checkUnused(disk);
          disks.delete(disk);
        });
  }

  @Override
  public void copy(String from, String to) throws IOException {
    withDisk(from, (disks, disk) -> disks.copy(disk, to));
  }

  private interface HistoryAction<T> {
    T run(DiskHistory history, ThinRecord disk) throws IOException;
  }

  private <T> T withHistory(String name, HistoryAction<T> action) throws IOException {
    return locked(
        session -> action.run(new DiskHistory(session), new PoolDisks(session).get(name)));
  }

  @Override
  public long snapshot(String name) throws IOException {
    return withHistory(name, DiskHistory::snapshot);
  }

  @Override
  public List<DiskRevision> revisions(String name) throws IOException {
    return withHistory(name, DiskHistory::list);
  }

  @Override
  public long revert(String name, long revision) throws IOException {
    return withHistory(name, (history, disk) -> history.revert(disk, revision));
  }

  @Override
  public void prune(String name, int kept) throws IOException {
    withHistory(
        name,
        (history, disk) -> {
          history.prune(disk, kept);
          return name;
        });
  }

  @Override
  public void resize(String name, long sizeBytes) throws IOException {
    locked(
        session -> {
          new DiskSizes(session).resize(new PoolDisks(session).get(name), sizeBytes);
          return name;
        });
  }

  @Override
  public long trim(String name, Unused unused) throws IOException {
    return locked(
        session -> new DiskTrimming(session).trim(new PoolDisks(session).get(name), unused));
  }

  @Override
  public Set<Digest> images() throws IOException {
    return ledger().images().stream()
        .filter(image -> image.source().isExact())
        .map(image -> image.source().root())
        .collect(Collectors.toSet());
  }

  @Override
  public int blockBytes() throws IOException {
    return folder.read().config().blockBytes();
  }

  /**
   * {@inheritDoc}
   *
   * @throws PoolFullException if there is no room for it
   */
  @Override
  public StagedThin stage(NewDisk wanted) throws IOException {
    return locked(
        session -> {
          ThinRecord thin = new DiskMaking(session).stage(wanted);
          return whileStaged(session, thin, StagedThin::new);
        });
  }

  private interface Staged<T> {
    T of(Staging staging) throws IOException;
  }

  /** A volume that goes when this process ends, unless somebody takes over the lock. */
  private <T> T whileStaged(PoolSession session, ThinRecord thin, Staged<T> staged)
      throws IOException {
    PoolFolder.Lock lock = folder.tryLockStaging(thin.id()).orElseThrow();
    try {
      Path path = session.device().activate(thin);
      session.stepDone("staged");
      return staged.of(new Staging(this, thin, path, lock));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public CapturedDisk capture(String name) throws IOException {
    return locked(
        session -> {
          ThinRecord disk = new PoolDisks(session).get(name);
          DiskCapturing capturing = new DiskCapturing(session);
          ThinRecord thin = capturing.snapshot(disk);
          return whileStaged(
              session, thin, staging -> new CapturedThin(staging, capturing.changed(disk, thin)));
        });
  }

  /** A volume becomes what it is to be, whose lock is not needed any more. */
  <T> T endStaging(ThinRecord thin, PoolFolder.Lock lock, PoolAccess.Action<T> action)
      throws IOException {
    return locked(
        session -> {
          T result = action.run(session);
          lock.close();
          folder.forgetStaging(thin.id());
          return result;
        });
  }

  /** Has the pool looked at, which removes what was abandoned. */
  void reap() throws IOException {
    locked(PoolSession::ledger);
  }

  /** What is not gone. */
  private static long remaining(Ledger ledger) {
    return ledger.thins().stream().filter(thin -> thin.state() != ThinRecord.State.LOST).count();
  }

  /**
   * Takes the pool out of use: from the kernel, and our books.
   *
   * @param purge whether its files are removed as well
   * @throws PoolTakenException if it has disks
   */
  public void deinit(boolean purge) throws IOException {
    locked(
        session -> {
          long volumes = remaining(session.ledger());
          if (volumes > 0) {
            throw new PoolTakenException(
                "pool %s: has %d disks; delete them first, by 'tinyvol disk rm'"
                    .formatted(folder.name(), Math.max(1, session.ledger().disks().size())));
          }
          session.device().deactivate();
          if (purge) {
            PoolMaker.removeFiles(session.ledger().config());
          }
          folder.remove();
          return volumes;
        });
  }

  @Override
  public void close() {
    access.close();
  }
}
