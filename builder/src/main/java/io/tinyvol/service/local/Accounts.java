package io.tinyvol.service.local;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.builder.diff.FileDiff;
import io.tinyvol.builder.diff.FileDiffReport;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.service.DiffReport;
import io.tinyvol.service.StoreStats;
import io.tinyvol.service.UsageReport;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.volume.HeldHeads;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.ViewDiff;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.RangeDiff;
import io.tinyvol.volume.manifest.VolumeSource;
import io.tinyvol.volume.sharing.ManifestSize;
import io.tinyvol.volume.sharing.SharingAccounts;
import io.tinyvol.volume.sharing.SharingReport;
import io.tinyvol.volume.sharing.VolumeShare;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What volumes hold, alone and together, and where they differ. */
final class Accounts {
  private final VolumeStore store;

  Accounts(VolumeStore store) {
    this.store = store;
  }

  VolumeInfo info(String name) throws IOException {
    try (HeldHeads held = HeldHeads.of(store, "info " + name);
        ContentReader reader = store.content().newReader()) {
      VolumeHead head =
          Optional.ofNullable(held.heads().get(name))
              .orElseThrow(() -> new NoSuchVolumeException(name));
      VolumeShare share =
          share(SharingAccounts.count(store.content(), held.heads(), Set.of()), name);
      ManifestReader manifest = new ManifestReader(reader, head.root());
      return new VolumeInfo(
          VolumeSummary.of(name, head),
          head.geometry().blockBytes(),
          manifest.root().mappedBytes(),
          deltaBytes(name),
          head.parent(),
          isOutdated(head, held.heads().values()),
          head.revisions(),
          share,
          ManifestSize.of(manifest));
    }
  }

  private long deltaBytes(String name) throws IOException {
    try (VolumeView view = store.devices().view(name)) {
      return view.deltaBytes();
    }
  }

  /** What it was cloned from may be gone, or have another name. */
  private static boolean isOutdated(VolumeHead head, Collection<VolumeHead> all) {
    return head.parent().isPresent()
        && all.stream()
            .filter(other -> other.uuid().equals(head.parent().get().uuid()))
            .anyMatch(source -> source.revision() > head.parent().get().revision());
  }

  StoreStats stats() throws IOException {
    List<StoreStats.Volume> volumes = new ArrayList<>();
    long earlier = 0;
    try (HeldHeads held = HeldHeads.of(store, "stats");
        ContentReader reader = store.content().newReader()) {
      SharingReport sharing = SharingAccounts.count(store.content(), held.heads(), Set.of());
      for (Map.Entry<String, VolumeHead> entry : held.heads().entrySet()) {
        VolumeHead head = entry.getValue();
        earlier += head.earlier().size();
        volumes.add(
            new StoreStats.Volume(
                entry.getKey(),
                head.geometry().virtualBytes(),
                dataBytes(reader, head),
                share(sharing, entry.getKey())));
      }
      return new StoreStats(volumes, earlier, sharing.totals(), DiskUsage.of(store.folder()));
    }
  }

  private static long dataBytes(ContentReader reader, VolumeHead head) throws IOException {
    long bytes = 0;
    for (VolumeHead.Revision revision : head.revisions()) {
      bytes += new ManifestReader(reader, revision.root()).root().mappedBytes();
    }
    return bytes;
  }

  UsageReport usage(List<String> names) throws IOException {
    try (HeldHeads held = HeldHeads.of(store, "usage")) {
      return usage(names, held.heads());
    }
  }

  private UsageReport usage(List<String> names, SortedMap<String, VolumeHead> heads)
      throws IOException {
    Set<String> chosen = names.isEmpty() ? heads.keySet() : new LinkedHashSet<>(names);
    for (String name : chosen) {
      if (!heads.containsKey(name)) {
        throw new NoSuchVolumeException(name);
      }
    }
    SharingReport sharing = SharingAccounts.count(store.content(), heads, chosen);
    List<UsageReport.Volume> volumes =
        chosen.stream().map(name -> new UsageReport.Volume(name, share(sharing, name))).toList();
    return new UsageReport(volumes, sharing.freedBytes());
  }

  private static VolumeShare share(SharingReport sharing, String name) {
    return Objects.requireNonNull(sharing.volumes().get(name), "every volume is counted");
  }

  DiffReport diff(String nameA, String nameB) throws IOException {
    try (VolumeView a = store.devices().view(nameA);
        VolumeView b = store.devices().view(nameB)) {
      if (!a.isChanged() && !b.isChanged()) {
        return committedDiff(nameA, a.root(), nameB, b.root());
      }
      ByteRanges ranges = new ByteRanges();
      ViewDiff.visit(store.content(), a, b, ranges);
      FileDiff.Side left = new FileDiff.Side(nameA, a::share);
      FileDiff.Side right = new FileDiff.Side(nameB, b::share);
      return new DiffReport(ranges, FileDiff.of(left, right, ranges));
    }
  }

  /** Without delta layers what is the same is known by its chunks, and read around all caches. */
  private DiffReport committedDiff(String nameA, Digest a, String nameB, Digest b)
      throws IOException {
    ContentStore content = store.content();
    ByteRanges ranges = new ByteRanges();
    if (a.equals(b)) {
      return new DiffReport(ranges, FileDiffReport.SAME);
    }
    RangeDiff.visit(content, a, b, ranges);
    FileDiff.Side left = new FileDiff.Side(nameA, () -> VolumeSource.open(content, a));
    FileDiff.Side right = new FileDiff.Side(nameB, () -> VolumeSource.open(content, b));
    return new DiffReport(ranges, FileDiff.of(left, right, ranges));
  }
}
