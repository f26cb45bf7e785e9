package io.tinyvol.builder.diff;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.check.Finding;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names the files that damaged chunks hurt, in volumes with ext4 file systems. */
public final class HurtFiles {
  /** Of a volume that is damaged through and through, so many files say enough. */
  private static final int MOST_FILES = 1000;

  private final VolumeStore store;
  private final Set<Digest> damaged;

  private HurtFiles(VolumeStore store, Set<Digest> damaged) {
    this.store = store;
    this.damaged = damaged;
  }

  /**
   * The files by volume, in their present content; none of a volume whose files cannot be told, for
   * it has no ext4 file system, or the damage hurts that itself.
   */
  public static SortedMap<String, SortedSet<String>> of(VolumeStore store, CheckReport report) {
    SortedMap<String, SortedSet<String>> files = new TreeMap<>();
    if (report.damagedChunks().isEmpty()) {
      return files;
    }
    HurtFiles hurt = new HurtFiles(store, report.damagedChunks());
    for (Finding finding : report.findings()) {
      for (String volume : finding.volumes()) {
        if (!files.containsKey(volume)) {
          files.put(volume, hurt.in(volume));
        }
      }
    }
    files.values().removeIf(paths -> paths.isEmpty());
    return files;
  }

  private SortedSet<String> in(String volume) {
    SortedSet<String> paths = new TreeSet<>();
    try (VolumeView view = store.devices().view(volume)) {
      ByteRanges ranges = ranges(view);
      try (VolumeFiles files = VolumeFiles.open(view.share())) {
        var report =
            files.walk(
                (path, inode, facts) -> {
                  if (paths.size() < MOST_FILES && files.map(inode).overlaps(ranges)) {
                    paths.add(path);
                  }
                });
        assert report.damages() >= 0;
      }
    } catch (IOException e) {
      // It is no file system of ours, is gone, or what says where files lie is damaged as well:
      // what is known by then is told.
    }
    return paths;
  }

  private ByteRanges ranges(VolumeView view) throws IOException {
    ByteRanges ranges = new ByteRanges();
    try (ContentReader nodes = store.content().newReader()) {
      ManifestReader manifest = new ManifestReader(nodes, view.root());
      long blockBytes = manifest.geometry().blockBytes();
      manifest.forEachExtent(
          extent -> {
            if (damaged.contains(extent.chunk())) {
              ranges.range(extent.startBlock() * blockBytes, extent.blockCount() * blockBytes);
            }
          });
    }
    return ranges;
  }
}
