package io.tinyvol.volume.check;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Verifies delta layers: that each is there and its index is sound, and in a deep check all blocks
 * that show in a volume or in a revision of one.
 */
final class LayerCheck {
  private static final int PIECE_BYTES = 1 << 20;

  /** A head that changes faster than its layers are read ends it sooner or later. */
  private static final int MOST_TRIES = 10;

  private final VolumeStore store;
  private final boolean deep;
  private final List<Finding> findings;
  private final Set<List<UUID>> sound = new HashSet<>();
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

  LayerCheck(VolumeStore store, boolean deep, List<Finding> findings) {
    this.store = store;
    this.deep = deep;
    this.findings = findings;
  }

  /** Opens a view. */
  private interface Opening {
    VolumeView open() throws IOException;
  }

  /**
   * Verifies the layers of a volume, which are under its manifests. The volume may be written to,
   * committed or removed meanwhile, by which layers go that the head named when it was read: what
   * is found is held against the head that there is by then.
   */
  void check(String name, VolumeHead read, Set<Digest> soundRoots)
      throws UnsupportedFormatException {
    VolumeHead head = read;
    List<Finding> found = verify(name, head, soundRoots);
    for (int tries = 1; !found.isEmpty() && tries < MOST_TRIES; tries++) {
      Optional<VolumeHead> present = present(name, head);
      if (present.isEmpty()) {
        return;
      }
      if (present.get().allLayers().equals(head.allLayers())) {
        break;
      }
      head = present.get();
      found = verify(name, head, soundRoots);
    }
    findings.addAll(found);
  }

  private Optional<VolumeHead> present(String name, VolumeHead before) {
    try {
      return store.catalog().find(name);
    } catch (IOException e) {
      return Optional.of(before); // what is damaged is told of elsewhere
    }
  }

  private List<Finding> verify(String name, VolumeHead head, Set<Digest> soundRoots)
      throws UnsupportedFormatException {
    List<Finding> found = new ArrayList<>();
    for (VolumeHead.Revision revision : head.revisions()) {
      if (soundRoots.contains(revision.root())) {
        verify(name, revision.layers(), () -> store.devices().view(revision), found);
      }
    }
    if (soundRoots.contains(head.root())) {
      verify(name, head.layers(), () -> store.devices().view(head), found);
    }
    return found;
  }

  /** A stack of layers that is sound is verified once, whoever shares it. */
  private void verify(String name, List<UUID> layers, Opening opening, List<Finding> found)
      throws UnsupportedFormatException {
    if (layers.isEmpty() || sound.contains(layers)) {
      return;
    }
    try (VolumeView view = opening.open()) {
      if (deep) {
        view.forEachChange((offset, length) -> read(view, offset, length));
      }
      sound.add(layers);
    } catch (UnsupportedFormatException e) {
      throw e;
    } catch (IOException e) {
      found.add(new Finding("delta of " + name, String.valueOf(e.getMessage()), List.of(name)));
    }
  }

  private void read(VolumeView view, long offsetBytes, long lengthBytes) throws IOException {
    for (long at = 0; at < lengthBytes; at += PIECE_BYTES) {
      int length = (int) Math.min(PIECE_BYTES, lengthBytes - at);
      view.readFully(offsetBytes + at, piece.clear().limit(length));
    }
  }
}
