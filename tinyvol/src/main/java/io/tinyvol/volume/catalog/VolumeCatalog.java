package io.tinyvol.volume.catalog;

import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeInUseException;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.delta.LayerFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;

/**
 * The volumes of a store by name. A head is one file, replaced atomically: so a clone costs the
 * sync of a few hundred bytes, a listing opens no database, and a flipped bit hurts one head and
 * shows.
 *
 * <p>May be called from any number of threads; the store's lock keeps other processes out. To read
 * a head takes no lock. A change holds the locks of the names that it is about until it is durable,
 * so changes of different volumes overlap, and changes of one happen one after the other. A change
 * that throws an {@link IOException} which is none of those named may have happened or not.
 */
public final class VolumeCatalog {
  private final HeadFiles heads;
  private final Removal removal;
  private final NameLocks locks = new NameLocks();

  /**
   * A listing that met a rename halfway might show neither name. So those hold this shared, and a
   * rename holds it alone for the one system call.
   */
  private final ReadWriteLock renames = new ReentrantReadWriteLock();

  private final LayerUse layers;
  private final Freezer freezer;
  private final Leases leases;
  private final Holds holds = new Holds();

  private VolumeCatalog(Path folder, LayerFolder layers, Freezer freezer, Leases leases) {
    this.heads = new HeadFiles(folder);
    this.removal = new Removal(heads);
    this.layers = new LayerUse(layers, heads);
    this.freezer = freezer;
    this.leases = leases;
  }

  /**
   * The catalogue whose heads lie in {@code folder}. The caller owns the store. A removal of
   * several volumes that was interrupted is finished first.
   *
   * @param leases are told what heads are about to name
   * @throws io.tinyvol.cas.CorruptDataException if the file that says which these are is damaged
   */
  public static VolumeCatalog open(Path folder, LayerFolder layers, Freezer freezer, Leases leases)
      throws IOException {
    VolumeCatalog catalog = new VolumeCatalog(folder, layers, freezer, leases);
    catalog.removal.finish();
    catalog.layers.deleteUnused();
    return catalog;
  }

  /**
   * The names of the volumes whose heads lie in {@code folder}, in order, as they are: for a store
   * that cannot be opened. Files with other names (temporaries of a crash, what file systems and
   * people leave) are none of ours.
   */
  public static List<String> namesIn(Path folder) throws IOException {
    return new HeadFiles(folder).names();
  }

  /**
   * All heads by name: of every volume that is there from the call's start to its end, once, as it
   * was at some time between. One that is added or removed meanwhile may be there or not.
   *
   * @throws io.tinyvol.cas.CorruptDataException if one is damaged
   */
  public SortedMap<String, VolumeHead> all() throws IOException {
    return all(
        damage -> {
          throw damage;
        });
  }

  /** The same, but for those that are damaged: they are told to {@code damaged}. */
  public SortedMap<String, VolumeHead> all(DamagedHeads damaged) throws IOException {
    Lock listing = renames.readLock();
    listing.lock();
    try {
      return heads.all(damaged);
    } finally {
      listing.unlock();
    }
  }

  /**
   * The names of all volumes, in order. Another thread may have removed or renamed one by the time
   * that its name is used.
   */
  public List<String> names() throws IOException {
    Lock listing = renames.readLock();
    listing.lock();
    try {
      return heads.names();
    } finally {
      listing.unlock();
    }
  }

  /** Whether there is a volume of that name, intact or not. */
  public boolean contains(String name) {
    return heads.contains(name);
  }

  /**
   * The head of a volume.
   *
   * @throws NoSuchVolumeException if there is none
   * @throws io.tinyvol.cas.CorruptDataException if it is damaged
   */
  public VolumeHead get(String name) throws IOException {
    return find(name).orElseThrow(() -> new NoSuchVolumeException(name));
  }

  /**
   * The head of a volume, if there is one of that name.
   *
   * @throws io.tinyvol.cas.CorruptDataException if it is damaged
   */
  public Optional<VolumeHead> find(String name) throws IOException {
    return heads.find(name);
  }

  /**
   * Adds a volume; durable on return.
   *
   * @throws VolumeExistsException if there is one of that name
   */
  public void add(String name, VolumeHead head) throws IOException {
    try (NameLocks.Held _ = hold(List.of(), List.of(name))) {
      if (contains(name)) {
        throw new VolumeExistsException(name);
      }
      write(name, head);
    }
  }

  /**
   * Adds a volume, or makes its content and labels the next revision of the one of that name;
   * durable on return. Of several that add one at once without {@code replace}, one does.
   *
   * <p>A volume that has {@code head}'s own uuid is there because of an earlier try, whose answer
   * was lost: it may always be replaced. The same content is no new revision.
   *
   * @param head what the volume gets if it is new
   * @param replace whether a volume of that name may be replaced
   * @return the head that the volume has now
   * @throws VolumeExistsException if there is one that may not be replaced
   * @throws io.tinyvol.cas.CorruptDataException if there is one whose head is damaged
   */
  public VolumeHead publish(String name, VolumeHead head, boolean replace) throws IOException {
    try (NameLocks.Held _ = hold(List.of(), List.of(name))) {
      Optional<VolumeHead> present = find(name);
      if (present.isEmpty()) {
        write(name, head);
        return head;
      }
      VolumeHead old = present.get();
      if (!replace && !old.uuid().equals(head.uuid())) {
        throw new VolumeExistsException(name);
      }
      holds.checkFree(name, old.uuid());
      VolumeHead next = old.replaced(head.created(), head.geometry(), head.root(), head.labels());
      return writeIfChanged(name, old, next);
    }
  }

  /**
   * Changes a volume's head; durable on return. Nobody else changes it meanwhile.
   *
   * @param change makes the new head of the present one; must not change the catalogue. Where it
   *     gives an equal one, nothing is written
   * @return the head that the volume has now
   * @throws NoSuchVolumeException if there is no such volume
   * @throws io.tinyvol.cas.CorruptDataException if its head is damaged
   */
  public VolumeHead update(String name, UnaryOperator<VolumeHead> change) throws IOException {
    return update(name, change, _ -> {});
  }

  /**
   * The same for what ends the writing to the volume's top layer, so that it can be shared: the
   * present head that {@code change} gets has none.
   *
   * @param isOnlyWhenFree whether nobody may use the volume as a device
   * @throws VolumeInUseException if somebody does who may not
   */
  public VolumeHead updateFrozen(
      String name, boolean isOnlyWhenFree, UnaryOperator<VolumeHead> change) throws IOException {
    try (NameLocks.Held _ = hold(List.of(), List.of(name))) {
      VolumeHead old = get(name);
      if (isOnlyWhenFree) {
        holds.checkFree(name, old.uuid());
      }
      return writeIfChanged(name, old, change.apply(frozen(old)));
    }
  }

  /** What is done when a head is durable. */
  @FunctionalInterface
  public interface Then {
    /** Must not change the catalogue; gets the head. */
    void run(VolumeHead head) throws IOException;
  }

  /** As {@link #update}; does something more before anybody else can change the head. */
  public VolumeHead update(String name, UnaryOperator<VolumeHead> change, Then then)
      throws IOException {
    try (NameLocks.Held _ = hold(List.of(), List.of(name))) {
      VolumeHead old = get(name);
      VolumeHead next = writeIfChanged(name, old, change.apply(old));
      then.run(next);
      return next;
    }
  }

  /**
   * Takes a volume for use as a device, until the hold is closed.
   *
   * @param user who uses it how, for those who are refused meanwhile
   * @param isForWriting whether it is written to; then nobody else may use it as a device
   * @throws VolumeInUseException if somebody does
   * @throws NoSuchVolumeException if there is no such volume
   */
  public VolumeHold take(String name, String user, boolean isForWriting) throws IOException {
    try (NameLocks.Held _ = hold(List.of(name), List.of())) {
      return holds.take(name, get(name).uuid(), user, isForWriting);
    }
  }

  /** Uses the head of a volume. */
  @FunctionalInterface
  public interface HeadUser<T> {
    /** Must not change the catalogue. */
    T use(VolumeHead head) throws IOException;
  }

  /**
   * Uses the head of a volume, which does not change meanwhile.
   *
   * @throws NoSuchVolumeException if there is no such volume
   */
  public <T> T with(String name, HeadUser<T> use) throws IOException {
    try (NameLocks.Held _ = hold(List.of(name), List.of())) {
      return use.use(get(name));
    }
  }

  /**
   * Which of a volume's frozen layers with changes no other head names, from the last one back, and
   * no revision of its own: those that may be put together. The oldest first.
   */
  public List<UUID> ownLayers(VolumeHead head) throws IOException {
    return layers.sharing(
        () -> {
          Set<UUID> named = new HashSet<>();
          head.revisions().forEach(revision -> named.addAll(revision.layers()));
          for (VolumeHead other :
              heads
                  .all(
                      damage -> {
                        throw damage;
                      })
                  .values()) {
            if (!other.uuid().equals(head.uuid())) {
              named.addAll(other.allLayers());
            }
          }
          List<UUID> frozen = head.changes().frozen();
          int first = frozen.size();
          while (first > 0 && !named.contains(frozen.get(first - 1))) {
            first--;
          }
          return frozen.subList(first, frozen.size());
        });
  }

  private VolumeHead frozen(VolumeHead head) throws IOException {
    if (head.changes().top().isEmpty()) {
      return head;
    }
    freezer.freeze(head);
    return head.withChanges(head.changes().freeze());
  }

  /**
   * Adds a clone of the volume {@code source}, which is there until the clone is; durable on
   * return. Costs the same for every volume. Clones of one source are made side by side. Of a
   * volume that is written to, it has what was written when it is made.
   *
   * <p>If there is a volume of that name with that uuid, it is the answer to an earlier try:
   * nothing is changed. So the caller takes a uuid for each clone that it wants, a random one.
   *
   * @param uuid the identity that the clone gets
   * @return the clone's head
   * @throws NoSuchVolumeException if there is no such source
   * @throws VolumeExistsException if the clone's name is taken
   * @throws io.tinyvol.cas.CorruptDataException if the source's head is damaged, or the one that
   *     has the clone's name
   */
  public VolumeHead clone(String source, String name, UUID uuid, Instant now) throws IOException {
    while (true) {
      try (NameLocks.Held _ = hold(List.of(source), List.of(name))) {
        Optional<VolumeHead> present = find(name);
        if (present.isPresent() && present.get().uuid().equals(uuid)) {
          return present.get();
        }
        VolumeHead head = get(source);
        if (present.isPresent()) {
          throw new VolumeExistsException(name);
        }
        if (head.changes().top().isEmpty()) {
          return layers.sharing(() -> writeClone(get(source), source, name, uuid, now));
        }
      }
      updateFrozen(source, false, head -> head);
    }
  }

  private VolumeHead writeClone(VolumeHead head, String source, String name, UUID uuid, Instant now)
      throws IOException {
    VolumeHead clone = head.cloned(source, uuid, now);
    write(name, clone);
    return clone;
  }

  /**
   * Gives a volume another name; durable on return, and after a crash before that it has one of the
   * two. It stays the same volume; clones keep the name that it had when they were made.
   *
   * <p>Who looks for the new name first and for the old one then may find neither; in the other
   * order, and in a listing, one is found.
   *
   * @throws NoSuchVolumeException if there is no volume {@code from}
   * @throws VolumeExistsException if there is a volume {@code to}, be it the same
   */
  public void rename(String from, String to) throws IOException {
    try (NameLocks.Held _ = hold(List.of(), List.of(from, to))) {
      if (!contains(from)) {
        throw new NoSuchVolumeException(from);
      }
      if (contains(to)) {
        throw new VolumeExistsException(to);
      }
      checkFree(from);
      Lock alone = renames.writeLock();
      alone.lock();
      try {
        heads.move(from, to);
      } finally {
        alone.unlock();
      }
      heads.sync();
    }
  }

  /**
   * Removes volumes, all or, where one is missing, none; durable on return. After a crash all are
   * there, or none is as soon as the store is opened again. Readers may see some go before others.
   *
   * @throws NoSuchVolumeException if one is missing
   * @throws VolumeInUseException if one is used as a device
   */
  public void remove(List<String> names) throws IOException {
    SortedSet<String> distinct = new TreeSet<>(names);
    try (NameLocks.Held _ = hold(List.of(), distinct)) {
      Set<UUID> unused = new HashSet<>();
      for (String name : names) {
        unused.addAll(checkFree(name));
      }
      if (distinct.size() > 1) {
        removal.remove(distinct);
      } else if (!distinct.isEmpty()) {
        heads.delete(distinct.first());
        heads.sync();
      }
      layers.dropped(unused, Set.of());
    }
  }

  /**
   * Checks that nobody uses a volume as a device, if there is one: for what will change it later,
   * and is told then if somebody does by that time.
   *
   * @throws VolumeInUseException if somebody does
   */
  public void checkUnused(String name) throws IOException {
    if (contains(VolumeNames.check(name))) {
      Set<UUID> layersOfIt = checkFree(name);
      assert layersOfIt != null;
    }
  }

  /**
   * Nobody can use one whose head is damaged, or knows its layers. One that a newer program wrote
   * is left to that.
   */
  private Set<UUID> checkFree(String name) throws IOException {
    try {
      VolumeHead head = get(name);
      holds.checkFree(name, head.uuid());
      return head.allLayers();
    } catch (NoSuchVolumeException | VolumeInUseException | UnsupportedFormatException e) {
      throw e;
    } catch (IOException e) {
      return Set.of();
    }
  }

  /**
   * Waits for the names' locks. A removal that failed halfway is finished before: it might be one
   * of these names, and would take what is published under it now.
   */
  private NameLocks.Held hold(Collection<String> kept, Collection<String> changed)
      throws IOException {
    kept.forEach(VolumeNames::check);
    changed.forEach(VolumeNames::check);
    while (true) {
      NameLocks.Held held = locks.hold(kept, changed);
      if (!removal.isUnfinished()) {
        return held;
      }
      held.close();
      removal.finish();
    }
  }

  /** Makes all changes of heads that are visible by now durable. */
  public void sync() throws IOException {
    heads.sync();
  }

  /** Whoever can read the head can use its content: so a collection hears of that before. */
  private void write(String name, VolumeHead head) throws IOException {
    head.roots().forEach(leases::published);
    heads.write(name, head);
  }

  private VolumeHead writeIfChanged(String name, VolumeHead old, VolumeHead next)
      throws IOException {
    if (!next.equals(old)) {
      write(name, next);
      layers.dropped(old.allLayers(), next.allLayers());
    }
    return next;
  }
}
