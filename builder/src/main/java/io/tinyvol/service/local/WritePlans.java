package io.tinyvol.service.local;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.target.DifferingBlocks;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.service.WritePlan;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Finds what a volume is best written from, by manifests alone. */
final class WritePlans {
  private final VolumeStore store;

  WritePlans(VolumeStore store) {
    this.store = store;
  }

  WritePlan plan(String volume, Set<Digest> contents, int blockBytes) throws IOException {
    VolumeHead head = store.catalog().get(volume);
    try (VolumeView view = store.devices().view(volume)) {
      DiskSource source =
          new DiskSource(head.uuid(), view.root(), head.present().number(), !view.isChanged());
      long allBytes = DifferingBlocks.all(store.content(), view.root(), blockBytes).totalBytes();
      return view.isChanged()
          ? new WritePlan(view.sizeBytes(), source, Optional.empty(), allBytes + view.deltaBytes())
          : plan(view.sizeBytes(), source, allBytes, contents, blockBytes);
    }
  }

  private WritePlan plan(
      long sizeBytes, DiskSource source, long allBytes, Set<Digest> contents, int blockBytes)
      throws IOException {
    long leastBytes = allBytes;
    Optional<Digest> basis = Optional.empty();
    for (Digest content : contents) {
      long bytes = differingBytes(content, source.root(), blockBytes);
      if (bytes < leastBytes) {
        leastBytes = bytes;
        basis = Optional.of(content);
      }
    }
    return new WritePlan(sizeBytes, source, basis, leastBytes);
  }

  /** As many as there can be where a content is larger, or is not in the store any more. */
  private long differingBytes(Digest held, Digest wanted, int blockBytes) throws IOException {
    try (ContentReader nodes = store.content().newReader()) {
      long heldBytes = new ManifestReader(nodes, held).geometry().virtualBytes();
      long wantedBytes = new ManifestReader(nodes, wanted).geometry().virtualBytes();
      return heldBytes > wantedBytes
          ? Long.MAX_VALUE
          : DifferingBlocks.find(store.content(), held, wanted, blockBytes).totalBytes();
    } catch (CorruptDataException e) {
      return Long.MAX_VALUE;
    }
  }
}
