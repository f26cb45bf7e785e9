package io.tinyvol.volume.check;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Verifies delta layers: that each is there and its index is sound, and in a deep check all blocks
 * that show in a volume or in a revision of one.
 */
final class LayerCheck {
  private static final int PIECE_BYTES = 1 << 20;

  private final VolumeStore store;
  private final boolean deep;
  private final List<Finding> findings;
  private final Set<List<UUID>> seen = new HashSet<>();
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

  /** Verifies the layers of a volume, which are under its manifests. */
  void check(String name, VolumeHead head, Set<Digest> soundRoots) {
    for (VolumeHead.Revision revision : head.revisions()) {
      if (soundRoots.contains(revision.root())) {
        check(name, revision.layers(), () -> store.devices().view(revision));
      }
    }
    if (soundRoots.contains(head.root())) {
      check(name, head.layers(), () -> store.devices().view(head));
    }
  }

  /** A stack of layers is verified once, whoever shares it. */
  private void check(String name, List<UUID> layers, Opening opening) {
    if (layers.isEmpty() || !seen.add(layers)) {
      return;
    }
    try (VolumeView view = opening.open()) {
      if (deep) {
        view.forEachChange((offset, length) -> read(view, offset, length));
      }
    } catch (IOException e) {
      findings.add(new Finding("delta of " + name, String.valueOf(e.getMessage()), List.of(name)));
    }
  }

  private void read(VolumeView view, long offsetBytes, long lengthBytes) throws IOException {
    for (long at = 0; at < lengthBytes; at += PIECE_BYTES) {
      int length = (int) Math.min(PIECE_BYTES, lengthBytes - at);
      view.readFully(offsetBytes + at, piece.clear().limit(length));
    }
  }
}
