package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.dm.DmDevice;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pool. Whatever is done with it first brings it to life where the machine was started since, and
 * completes what a crash cut off. Volumes and changes are durable when a call returns. Thread-safe,
 * also between processes.
 */
public final class ThinPool implements Closeable {
  private final PoolFolder folder;
  private final DeviceMapper mapper;
  private final Duration patience;
  private final Steps steps;
  private final List<String> notes = new ArrayList<>();

  ThinPool(PoolFolder folder, DeviceMapper mapper, Duration patience, Steps steps) {
    this.folder = folder;
    this.mapper = mapper;
    this.patience = patience;
    this.steps = steps;
  }

  private interface Action<T> {
    T run(PoolSession session) throws IOException;
  }

  private <T> T locked(Action<T> action) throws IOException {
    try (PoolFolder.Lock _ = PoolLocks.await(folder, patience)) {
      PoolSession session = new PoolSession(folder, folder.read(), mapper, steps);
      notes.addAll(new PoolRecovery(session).run());
      return action.run(session);
    }
  }

  /** What was found in the pool that people should know of. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * How a pool is.
   *
   * @param name what it is called
   * @param config what was decided when it was made
   * @param status what the kernel says
   * @param volumes how many volumes it has
   * @param virtualBytes their sizes in all
   * @param isUdevRunning whether udev names its devices; else tinyvol does
   */
  public record State(
      String name,
      PoolConfig config,
      PoolStatus status,
      int volumes,
      long virtualBytes,
      boolean isUdevRunning) {
    /** Whether there is less free than there should be. */
    public boolean isLow() {
      return status.dataFreeBytes() < config.lowWaterBytes();
    }
  }

  /** How the pool is, also where it takes no changes. */
  public State state() throws IOException {
    return care()
        .looked(
            session -> {
              Ledger ledger = session.ledger();
              PoolStatus status = session.device().status();
              int volumes = (int) ready(ledger).count();
              return new State(
                  folder.name(),
                  ledger.config(),
                  status,
                  volumes,
                  virtualBytes(ledger),
                  Nodes.isUdevRunning());
            });
  }

  private static java.util.stream.Stream<ThinRecord> ready(Ledger ledger) {
    return ledger.thins().stream().filter(thin -> thin.state() == ThinRecord.State.READY);
  }

  /** What is not gone. */
  private static long remaining(Ledger ledger) {
    return ledger.thins().stream().filter(thin -> thin.state() != ThinRecord.State.LOST).count();
  }

  private static long virtualBytes(Ledger ledger) {
    return ledger.thins().stream()
        .filter(
            thin ->
                thin.state() == ThinRecord.State.READY || thin.state() == ThinRecord.State.STAGING)
        .mapToLong(ThinRecord::sizeBytes)
        .sum();
  }

  /**
   * A volume of the pool.
   *
   * @param thin what the ledger knows of it
   * @param mappedBytes what it takes of the pool
   * @param exclusiveBytes what of that no other volume has as well
   * @param device its device, if it is active
   */
  public record Volume(
      ThinRecord thin, long mappedBytes, long exclusiveBytes, Optional<DmDevice> device) {}

  /** The id that the next volume gets. */
  public int nextId() throws IOException {
    return locked(session -> session.ledger().nextId());
  }

  /** The volumes that are whole. */
  public List<Volume> volumes() throws IOException {
    return locked(
        session -> {
          List<ThinTools.Thin> present = new MetadataSnapshot(session).thins();
          List<Volume> volumes = new ArrayList<>();
          for (ThinRecord thin : ready(session.ledger()).toList()) {
            Optional<ThinTools.Thin> found =
                present.stream().filter(other -> other.id() == thin.id()).findFirst();
            volumes.add(
                new Volume(
                    thin,
                    found.map(ThinTools.Thin::mappedBytes).orElse(0L),
                    found.map(ThinTools.Thin::exclusiveBytes).orElse(0L),
                    session.device().find(thin)));
          }
          return volumes;
        });
  }

  /**
   * The path of a volume's device, which is active on return.
   *
   * @throws NoSuchPoolException if there is no such volume
   */
  public Path activate(String name) throws IOException {
    return locked(session -> session.device().activate(find(session, name)));
  }

  /** A volume's device is taken away; the volume stays. */
  public void deactivate(String name) throws IOException {
    locked(
        session -> {
          ThinRecord thin = find(session, name);
          checkUnused(session, thin);
          session.device().deactivate(thin);
          return thin;
        });
  }

  private ThinRecord find(PoolSession session, String name) throws IOException {
    return session
        .ledger()
        .find(name)
        .orElseThrow(
            () ->
                new NoSuchPoolException(
                    "no volume "
                        + name
                        + " in pool "
                        + folder.name()
                        + "; 'tinyvol pool ls "
                        + folder.name()
                        + "' lists those there are"));
  }

  private void checkUnused(PoolSession session, ThinRecord thin) throws IOException {
    Optional<DmDevice> device = session.device().find(thin);
    if (device.isPresent() && device.get().openCount() > 0) {
      throw new PoolTakenException(
          DeviceNames.path(device.get().name()) + ": is in use; unmount it, or end its guest");
    }
  }

  /**
   * Deletes a volume.
   *
   * @throws NoSuchPoolException if there is no such volume
   * @throws PoolTakenException if it is in use
   */
  public void delete(String name) throws IOException {
    locked(
        session -> {
          ThinRecord thin = find(session, name);
          checkUnused(session, thin);
          session.delete(thin);
          return thin;
        });
  }

  /**
   * Begins a volume: empty, and nobody's until it is published. One that is not published goes when
   * it is closed, or after a crash when the pool is looked at next.
   *
   * @param wanted what is to be; its id and birth are none yet
   * @param dataBytes how much is going to be written
   * @throws PoolTakenException if the name is taken
   * @throws PoolFullException if there is no room for it
   */
  public StagedThin stage(ThinRecord wanted, long dataBytes) throws IOException {
    return locked(
        session -> {
          if (session.ledger().find(wanted.name()).isPresent()) {
            throw new PoolTakenException(
                "volume " + wanted.name() + " of pool " + folder.name() + ": exists already");
          }
          checkRoom(session, wanted.sizeBytes(), dataBytes);
          Optional<StagedThin> staged = Optional.empty();
          while (staged.isEmpty()) {
            staged = stage(session, wanted);
          }
          return staged.get();
        });
  }

  /** With the next id; empty if a stranger has that. */
  private Optional<StagedThin> stage(PoolSession session, ThinRecord wanted) throws IOException {
    int id = session.ledger().nextId();
    if (id > ThinRecord.MOST_ID) {
      throw session.broken("has given out all its ids");
    }
    ThinRecord thin = wanted.staged(id, session.ledger().transaction());
    PoolFolder.Lock lock = folder.tryLockStaging(id).orElseThrow();
    boolean isStaged = false;
    try {
      if (!session.create(thin)) {
        notes.add("a stranger made a volume " + id + " in the pool; it is left alone");
        return Optional.empty();
      }
      Path path = session.device().activate(thin);
      session.stepDone("staged");
      isStaged = true;
      return Optional.of(new StagedThin(this, thin, path, lock));
    } finally {
      if (!isStaged) {
        lock.close();
      }
    }
  }

  private void checkRoom(PoolSession session, long sizeBytes, long dataBytes) throws IOException {
    PoolConfig config = session.ledger().config();
    PoolStatus status = session.device().status();
    long blocks = Math.ceilDiv(dataBytes, config.blockBytes()) * config.blockBytes();
    if (blocks > status.dataFreeBytes()) {
      throw new PoolFullException(
          folder.name(),
          blocks + " bytes are to be written, " + status.dataFreeBytes() + " are free");
    }
    long all = virtualBytes(session.ledger()) + sizeBytes;
    long most = config.data().sizeBytes() / 100 * config.overcommitPercent();
    if (all > most) {
      throw new PoolFullException(
          folder.name(),
          "its volumes would be "
              + all
              + " bytes in all, "
              + most
              + " are allowed ("
              + config.overcommitPercent()
              + " % of its data)");
    }
  }

  /** A volume is whole: it gets its name in one step. */
  Path publish(ThinRecord thin, PoolFolder.Lock lock) throws IOException {
    return locked(
        session -> {
          if (session.ledger().find(thin.name()).isPresent()) {
            throw new PoolTakenException(
                "volume " + thin.name() + " of pool " + folder.name() + ": exists already");
          }
          session.device().deactivate(thin);
          session.stepDone("taken from staging");
          ThinRecord whole = thin.in(ThinRecord.State.READY);
          session.write(session.ledger().with(whole));
          lock.close();
          folder.forgetStaging(thin.id());
          return session.device().activate(whole);
        });
  }

  /** Has the pool looked at, which removes what was abandoned. */
  void reap() throws IOException {
    locked(PoolSession::ledger);
  }

  /** Its maintenance. */
  public PoolCare care() {
    return new PoolCare(folder, mapper, patience, steps, notes);
  }

  /**
   * Takes the pool out of use: from the kernel, and our books.
   *
   * @param purge whether its files are removed as well
   * @throws PoolTakenException if it has volumes
   */
  public void deinit(boolean purge) throws IOException {
    locked(
        session -> {
          long volumes = remaining(session.ledger());
          if (volumes > 0) {
            throw new PoolTakenException(
                "pool " + folder.name() + ": has " + volumes + " volumes; delete them first");
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
    mapper.close();
  }
}
