package io.tinyvol.volume;

import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.lease.Leases;
import io.tinyvol.cas.rocks.RocksContentStore;
import io.tinyvol.cas.store.ContentSwap;
import io.tinyvol.cas.store.SpaceReserve;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cas.store.StoreLock;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.delta.LayerFolder;
import io.tinyvol.volume.device.Devices;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A store that this process owns: its volumes and their content. Thread-safe. The chunk database is
 * opened when it is first needed: what works on heads alone never does.
 */
public final class VolumeStore implements Closeable {
  private static final long MOST_CACHE_BYTES = 256L << 20;

  private final StoreFolder folder;
  private final StoreLock lock;
  private final StoreConfig config;
  private final Leases leases;
  private final SpaceReserve reserve;
  private final VolumeCatalog catalog;
  private final Devices devices;
  private @Nullable ContentStore content;
  private boolean isWritable;

  private VolumeStore(StoreFolder folder, StoreLock lock, StoreConfig config, Leases leases)
      throws IOException {
    this.folder = folder;
    this.lock = lock;
    this.config = config;
    this.leases = leases;
    this.reserve = new SpaceReserve(folder);
    LayerFolder layers = new LayerFolder(folder.deltas());
    this.devices = new Devices(this, layers, cacheBytes());
    this.catalog = VolumeCatalog.open(folder.volumes(), layers, devices, leases);
  }

  /**
   * Makes a store and opens it. Does not wait for another owner.
   *
   * @param command what this owner does, for those who find the store held
   * @throws FileAlreadyExistsException if there is one
   * @throws io.tinyvol.cas.StoreHeldException if another process holds it
   */
  public static VolumeStore create(Path path, StoreConfig config, String command)
      throws IOException {
    StoreFolder folder = new StoreFolder(path);
    StoreLock lock = takeLock(folder, command);
    return orRelease(
        lock,
        () -> {
          if (folder.isStore()) {
            throw new FileAlreadyExistsException(path.toString(), null, "is a store already");
          }
          folder.create(config);
          return new VolumeStore(folder, lock, config, new Leases());
        });
  }

  /**
   * Opens a store, and makes one with the defaults where there is none. Does not wait for another
   * owner. What one that was killed left half done is finished or undone.
   *
   * @param command what this owner does, for those who find the store held
   * @throws io.tinyvol.cas.StoreHeldException if another process holds it
   * @throws io.tinyvol.cas.UnsupportedFormatException if a newer program made it
   */
  public static VolumeStore open(Path path, String command) throws IOException {
    return open(path, command, new Leases());
  }

  /** The same with leases that are watched. */
  static VolumeStore open(Path path, String command, Leases leases) throws IOException {
    StoreFolder folder = new StoreFolder(path);
    StoreLock lock = takeLock(folder, command);
    return orRelease(
        lock,
        () -> {
          if (!folder.isStore()) {
            folder.create(StoreConfig.withDefaults());
          }
          new ContentSwap(folder).recover();
          VolumeStore store = new VolumeStore(folder, lock, folder.readConfig(), leases);
          folder.makeReplaceable();
          Leftovers.remove(folder);
          return store;
        });
  }

  private static StoreLock takeLock(StoreFolder folder, String command) throws IOException {
    folder.prepare();
    return StoreLock.take(folder, command);
  }

  private interface Opening {
    VolumeStore open() throws IOException;
  }

  private static VolumeStore orRelease(StoreLock lock, Opening opening) throws IOException {
    try {
      return opening.open();
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Where the store lies. */
  public StoreFolder folder() {
    return folder;
  }

  /** What is fixed for the store. */
  public StoreConfig config() {
    return config;
  }

  /** Space for what empties a full disk; it is kept when content is to be written. */
  public SpaceReserve reserve() {
    return reserve;
  }

  /** The volumes. */
  public VolumeCatalog catalog() {
    return catalog;
  }

  /** Who uses content beside the volumes. */
  public Leases leases() {
    return leases;
  }

  /** The volumes as devices, to be read and written. */
  public Devices devices() {
    return devices;
  }

  /** A fifth of the heap at most: a command's is small, and a daemon's grows with the machine. */
  private static long cacheBytes() {
    return Math.min(MOST_CACHE_BYTES, Runtime.getRuntime().maxMemory() / 5);
  }

  /** The content of the volumes, for reading; nothing in the store's folder is changed by it. */
  public synchronized ContentStore content() throws IOException {
    if (content == null) {
      content =
          RocksContentStore.openForReading(
              folder.chunks(), config.hash(), config.compression(), leases);
    }
    return content;
  }

  /**
   * The content of the volumes, for reading and writing.
   *
   * @throws IllegalStateException if it has been opened for reading only
   */
  public synchronized ContentStore writableContent() throws IOException {
    if (content == null) {
      content =
          RocksContentStore.open(folder.chunks(), config.hash(), config.compression(), leases);
      isWritable = true;
    }
    if (!isWritable) {
      throw new IllegalStateException("the content has been opened for reading only");
    }
    reserve.keep();
    return content;
  }

  @Override
  public synchronized void close() throws IOException {
    try (lock) {
      devices.close();
      if (content != null) {
        content.close();
      }
    }
  }
}
