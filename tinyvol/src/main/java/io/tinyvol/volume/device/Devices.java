package io.tinyvol.volume.device;

import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.Freezer;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.delta.Delta;
import io.tinyvol.volume.delta.LayerFolder;
import io.tinyvol.volume.delta.NewLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The volumes of a store as devices, and as views. Thread-safe. */
public final class Devices implements Freezer, AutoCloseable {
  private final VolumeStore store;
  private final LayerFolder layers;
  private final long cacheBytes;

  /** Guards the cache alone, so that it may be taken with any other lock held. */
  private final Object cacheLock = new Object();

  private @Nullable ContentCache cache;
  private final Map<UUID, VolumeDevice> written = new HashMap<>();

  /** Reads ahead and merges layers; has no threads until there is something to do. */
  private final ExecutorService background =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("background-", 0).factory());

  /** The devices of {@code store}. */
  public Devices(VolumeStore store, LayerFolder layers, long cacheBytes) {
    this.store = store;
    this.layers = layers;
    this.cacheBytes = cacheBytes;
  }

  private VolumeCatalog catalog() {
    return store.catalog();
  }

  private ContentStore content() throws IOException {
    return store.content();
  }

  /**
   * Made when it is first needed: most commands read no content, and would wait for its classes.
   */
  private ContentCache cache() {
    synchronized (cacheLock) {
      if (cache == null) {
        cache = new ContentCache(cacheBytes);
      }
      return cache;
    }
  }

  CommittedContent committed(Digest root) throws IOException {
    return new CommittedContent(content(), cache(), root);
  }

  /**
   * Opens a volume.
   *
   * @param hold the right to use it, which is given up after the device is closed
   * @throws io.tinyvol.cas.CorruptDataException if its layers are damaged
   */
  public VolumeDevice open(VolumeHold hold) throws IOException {
    return catalog().with(hold.name(), head -> open(head, hold));
  }

  private synchronized VolumeDevice open(VolumeHead head, VolumeHold hold) throws IOException {
    LayeredContent layered = layered(head.root(), head.layers());
    VolumeDevice device = new VolumeDevice(this, hold, layered, new ReadAhead(background));
    if (hold.isForWriting()) {
      if (head.changes().top().isPresent()) {
        layered.delta().writeToLast();
      }
      written.put(hold.volume(), device);
    }
    return device;
  }

  private LayeredContent layered(Digest root, List<UUID> over) throws IOException {
    CommittedContent committed = committed(root);
    try {
      return new LayeredContent(committed, Delta.open(layers, over));
    } catch (IOException | RuntimeException e) {
      committed.close();
      throw e;
    }
  }

  /**
   * What a volume has now; of one that is written to, what was written when it is called.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is no such volume
   */
  public VolumeView view(String name) throws IOException {
    return catalog().with(name, this::view);
  }

  /**
   * What the volume with this head has now; the same.
   *
   * @param head the present one: layers of another may have been deleted
   */
  public synchronized VolumeView view(VolumeHead head) throws IOException {
    VolumeDevice device = written.get(head.uuid());
    return device != null ? device.view() : new VolumeView(layered(head.root(), head.layers()));
  }

  /** What a revision has. */
  public VolumeView view(VolumeHead.Revision revision) throws IOException {
    return view(revision.root(), revision.layers());
  }

  /** What a manifest has, and layers over it, the oldest first, that are not written to. */
  public synchronized VolumeView view(Digest root, List<UUID> over) throws IOException {
    return new VolumeView(layered(root, over));
  }

  /** A layer that no head names yet. */
  NewLayer newLayer() throws IOException {
    return layers.create();
  }

  /** Names a new top layer in a volume's head, and then lets it be used. */
  void nameTop(VolumeHold hold, UUID layer, VolumeCatalog.Then installing) throws IOException {
    catalog()
        .update(hold.name(), head -> head.withChanges(head.changes().withTop(layer)), installing);
  }

  @Override
  public void freeze(VolumeHead head) throws IOException {
    Optional<VolumeDevice> device = writtenOf(head.uuid());
    if (device.isPresent()) {
      device.get().freeze();
    } else {
      layers.seal(head.changes().top().orElseThrow());
    }
  }

  private synchronized Optional<VolumeDevice> writtenOf(UUID volume) {
    return Optional.ofNullable(written.get(volume));
  }

  /**
   * Takes note that a volume has another manifest, or other layers, with the same content. For who
   * has its name locked.
   *
   * @param head the new head
   */
  public void rebase(VolumeHead head) throws IOException {
    Optional<VolumeDevice> device = writtenOf(head.uuid());
    if (device.isPresent()) {
      List<UUID> frozen = new ArrayList<>(head.layers());
      head.changes().top().ifPresent(frozen::remove);
      device.get().rebase(head.root(), frozen);
    }
  }

  /** Merges layers of a volume that is written to, as soon as there is a thread for it. */
  void mergeLater(VolumeHold hold) {
    background.execute(() -> new LayerMerge(catalog(), layers, this, hold).run());
  }

  synchronized void closed(VolumeDevice device, VolumeHold hold) {
    written.remove(hold.volume(), device);
  }

  /** Closes what is still open; when it returns, nothing is read or written any more. */
  @Override
  public void close() throws IOException {
    List<VolumeDevice> open;
    synchronized (this) {
      open = List.copyOf(written.values());
    }
    for (VolumeDevice device : open) {
      device.close();
    }
    background.shutdownNow();
    background.close(); // waits: what a merge does must not reach into another owner's time
  }
}
