package io.tinyvol.blockdev;

import io.tinyvol.blockdev.nbd.Exports;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.BlockDevice;
import io.tinyvol.volume.device.VolumeDevice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Volumes of a store as exports: some, which are held from the start so that nobody else writes to
 * them, or all that there are at any time, each of which is held while it is open. The connections
 * to a volume share one device. Thread-safe.
 */
public final class VolumeExports implements Exports, Closeable {
  private final VolumeStore store;
  private final List<String> chosen;
  private final boolean isReadOnly;
  private final String user;
  private final Map<String, VolumeHold> held = new HashMap<>();
  private final Map<String, Shared> open = new HashMap<>();

  /** A device and how many connections have it. */
  private static final class Shared {
    final VolumeDevice device;
    final VolumeHold hold;
    int users;

    Shared(VolumeDevice device, VolumeHold hold) {
      this.device = device;
      this.hold = hold;
    }
  }

  private VolumeExports(VolumeStore store, List<String> chosen, boolean isReadOnly, String user) {
    this.store = store;
    this.chosen = List.copyOf(chosen);
    this.isReadOnly = isReadOnly;
    this.user = user;
  }

  /**
   * Exports volumes.
   *
   * @param chosen their names; all, if there are none
   * @param user who uses them how, for those who are refused meanwhile
   * @throws NoSuchVolumeException if one is missing
   * @throws io.tinyvol.volume.VolumeInUseException if one is in use
   */
  public static VolumeExports of(
      VolumeStore store, List<String> chosen, boolean isReadOnly, String user) throws IOException {
    VolumeExports exports = new VolumeExports(store, chosen, isReadOnly, user);
    try {
      for (String name : exports.chosen) {
        exports.held.put(name, exports.take(name));
      }
      return exports;
    } catch (IOException | RuntimeException e) {
      exports.close();
      throw e;
    }
  }

  private VolumeHold take(String name) throws IOException {
    return store.catalog().take(name, user, !isReadOnly);
  }

  @Override
  public List<String> names() throws IOException {
    return chosen.isEmpty() ? store.catalog().names() : chosen;
  }

  @Override
  public Optional<Facts> find(String name) throws IOException {
    if (!isExported(name)) {
      return Optional.empty();
    }
    Optional<VolumeHead> head = store.catalog().find(name);
    return head.map(
        found -> new Facts(found.geometry().virtualBytes(), isReadOnly, "volume " + name));
  }

  private boolean isExported(String name) {
    return chosen.isEmpty()
        ? VolumeNames.isValid(name) && store.catalog().contains(name)
        : chosen.contains(name);
  }

  @Override
  public synchronized BlockDevice open(String name) throws IOException {
    Shared shared = open.get(name);
    if (shared == null) {
      shared = openFirst(name);
      open.put(name, shared);
    }
    shared.users++;
    return new SharedDevice(shared.device, () -> release(name));
  }

  private Shared openFirst(String name) throws IOException {
    if (!isExported(name)) {
      throw new NoSuchFileException(name);
    }
    VolumeHold present = held.get(name);
    VolumeHold hold;
    try {
      hold = present == null ? take(name) : present;
    } catch (NoSuchVolumeException e) {
      throw (IOException) new NoSuchFileException(name).initCause(e);
    }
    try {
      return new Shared(store.devices().open(hold), hold);
    } catch (IOException | RuntimeException e) {
      giveUp(hold);
      throw e;
    }
  }

  private void giveUp(VolumeHold hold) {
    if (!held.containsValue(hold)) {
      hold.close();
    }
  }

  private synchronized void release(String name) throws IOException {
    Shared shared = open.get(name);
    if (shared != null && --shared.users == 0) {
      open.remove(name);
      close(shared);
    } else if (shared != null) {
      flush(shared.device);
    }
  }

  private static void flush(VolumeDevice device) throws IOException {
    if (!device.isReadOnly()) {
      device.flush();
    }
  }

  private void close(Shared shared) throws IOException {
    try {
      shared.device.close();
    } finally {
      giveUp(shared.hold);
    }
  }

  /** Gives up the volumes; connections have ended before. */
  @Override
  public synchronized void close() throws IOException {
    try {
      for (Shared shared : open.values()) {
        close(shared);
      }
    } finally {
      open.clear();
      held.values().forEach(VolumeHold::close);
      held.clear();
    }
  }
}
