package io.tinyvol.volume.device;

import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.delta.Delta;
import io.tinyvol.volume.delta.LayerFolder;
import io.tinyvol.volume.delta.NewLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts layers of a volume together that nobody shares, without what later ones hide, while writing
 * goes on to a new top. Until the volume's head names the result, a crash leaves a file that the
 * store's next owner removes.
 */
final class LayerMerge {
  private static final int PIECE_BLOCKS = 256;

  private final VolumeCatalog catalog;
  private final LayerFolder layers;
  private final Devices devices;
  private final VolumeHold hold;

  LayerMerge(VolumeCatalog catalog, LayerFolder layers, Devices devices, VolumeHold hold) {
    this.catalog = catalog;
    this.layers = layers;
    this.devices = devices;
    this.hold = hold;
  }

  /** Merges what can be merged; where that fails, the layers stay as they are. */
  void run() {
    try {
      VolumeHead frozen = catalog.updateFrozen(hold.name(), false, head -> head);
      List<UUID> own = frozen.uuid().equals(hold.volume()) ? catalog.ownLayers(frozen) : List.of();
      if (!own.isEmpty()) {
        publish(own, merge(own));
      }
    } catch (IOException e) {
      // Whatever reads or writes the volume next meets the cause, and can tell somebody.
    }
  }

  private UUID merge(List<UUID> own) throws IOException {
    try (Delta old = Delta.open(layers, own);
        Delta merged = Delta.open(layers, List.of());
        NewLayer layer = layers.create()) {
      merged.installTop(layer);
      try {
        copy(old, merged);
        merged.freeze();
        return layer.uuid();
      } catch (IOException | RuntimeException e) {
        layers.delete(List.of(layer.uuid()));
        throw e;
      }
    }
  }

  private static void copy(Delta old, Delta merged) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BLOCKS * Delta.BLOCK_BYTES);
    long block = 0;
    while (block < Delta.MOST_BLOCKS) {
      Delta.State state = old.stateOf(block);
      long end = old.endOfRun(block, Delta.MOST_BLOCKS);
      switch (state) {
        case ABSENT -> {}
        case ZEROS -> merged.zero(block, end - block);
        case DATA -> {
          int count = (int) (end - block);
          old.read(old.find(block, count), 0, piece.clear().limit(count * Delta.BLOCK_BYTES));
          merged.write(block, piece.flip());
        }
      }
      block = end;
    }
  }

  private void publish(List<UUID> own, UUID merged) throws IOException {
    Optional<VolumeHead> next = Optional.empty();
    try {
      next =
          Optional.of(
              catalog.update(hold.name(), head -> replaced(head, own, merged), devices::rebase));
    } finally {
      if (next.isEmpty() || !next.get().layers().contains(merged)) {
        deleteUnlessNamed(merged);
      }
    }
  }

  /** The head may have other layers by now: after a commit, say. */
  private VolumeHead replaced(VolumeHead head, List<UUID> own, UUID merged) {
    boolean isSame =
        head.uuid().equals(hold.volume())
            && Collections.indexOfSubList(head.changes().frozen(), own) >= 0;
    return isSame ? head.withChanges(head.changes().merged(own, merged)) : head;
  }

  private void deleteUnlessNamed(UUID merged) throws IOException {
    Optional<VolumeHead> head = catalog.find(hold.name());
    if (head.isEmpty() || !head.get().allLayers().contains(merged)) {
      layers.delete(List.of(merged));
    }
  }
}
