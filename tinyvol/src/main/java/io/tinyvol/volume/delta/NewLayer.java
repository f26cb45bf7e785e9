package io.tinyvol.volume.delta;

import java.io.Closeable;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is durable and empty, and that no delta writes to yet. Closed without that it is
 * given up, but its file stays, for a head may name it. Not thread-safe.
 */
public final class NewLayer implements Closeable {
  private final LayerFolder folder;
  private final UUID uuid;
  private @Nullable LayerFile file;

  NewLayer(LayerFolder folder, LayerFile file) {
    this.folder = folder;
    this.uuid = file.uuid();
    this.file = file;
  }

  /** Which it is. */
  public UUID uuid() {
    return uuid;
  }

  /** Hands over the file, which its new owner releases. */
  LayerFile take() {
    LayerFile taken = Objects.requireNonNull(file, "a layer is the top of one delta");
    file = null;
    return taken;
  }

  @Override
  public void close() {
    if (file != null) {
      folder.release(file);
      file = null;
    }
  }
}
