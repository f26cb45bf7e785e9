package io.tinyvol.service.local;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.builder.diff.HurtFiles;
import io.tinyvol.cas.ContentMemory;
import io.tinyvol.cas.Digest;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.BuiltVolume;
import io.tinyvol.service.CaptureSpec;
import io.tinyvol.service.CloneRequest;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.DiffReport;
import io.tinyvol.service.RevisionOptions;
import io.tinyvol.service.Revisions;
import io.tinyvol.service.StoreStats;
import io.tinyvol.service.StoreStatus;
import io.tinyvol.service.UsageReport;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.service.VolumeListing;
import io.tinyvol.service.VolumeQuery;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WritePlan;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.check.Scrub;
import io.tinyvol.volume.check.VolumeCheck;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.gc.GcReport;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Does what is asked of a store that this process owns. */
public final class LocalService implements VolumeService {
  private final VolumeStore store;
  private final VolumeCatalog catalog;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Builds builds;
  private final History history;
  private final Commits commits;
  private final Writes writes;
  private final GcTurns collections;

  /** Works on {@code store}, which it closes. */
  public LocalService(VolumeStore store, InstantSource clock) {
    this.store = store;
    this.catalog = store.catalog();
    this.clock = clock;
    this.accounts = new Accounts(store);
    this.builds = new Builds(store, clock);
    this.history = new History(store, clock);
    this.commits = new Commits(store, clock);
    this.writes = new Writes(store);
    this.collections = new GcTurns(store);
  }

  @Override
  public VolumeListing list(VolumeQuery query) throws IOException {
    List<String> damaged = new ArrayList<>(); // the others are listed all the same
    List<VolumeSummary> volumes = new ArrayList<>();
    catalog
        .all(damage -> damaged.add(String.valueOf(damage.getMessage())))
        .forEach((name, head) -> volumes.add(VolumeSummary.of(name, head)));
    volumes.removeIf(volume -> !query.matches(volume));
    volumes.sort(query.comparator());
    return new VolumeListing(volumes, damaged);
  }

  @Override
  public VolumeSummary clone(CloneRequest request) throws IOException {
    VolumeNames.check(request.source());
    String name = VolumeNames.check(request.name());
    VolumeHead clone = catalog.clone(request.source(), name, request.uuid(), clock.instant());
    return VolumeSummary.of(name, clone);
  }

  @Override
  public VolumeSummary rename(String from, String to) throws IOException {
    VolumeNames.check(from);
    catalog.rename(from, VolumeNames.check(to));
    return VolumeSummary.of(to, catalog.get(to));
  }

  @Override
  public VolumeSummary label(String name, SortedMap<String, Optional<String>> changes)
      throws IOException {
    VolumeHead changed =
        catalog.update(VolumeNames.check(name), head -> head.relabelled(merged(head, changes)));
    return VolumeSummary.of(name, changed);
  }

  private static SortedMap<String, String> merged(
      VolumeHead head, SortedMap<String, Optional<String>> changes) {
    SortedMap<String, String> labels = new TreeMap<>(head.labels());
    changes.forEach(
        (key, text) ->
            text.ifPresentOrElse(value -> labels.put(key, value), () -> labels.remove(key)));
    return labels;
  }

  @Override
  public void remove(List<String> names) throws IOException {
    names.forEach(VolumeNames::check);
    new Removals(store).remove(names);
  }

  @Override
  public VolumeSummary snapshot(String name, RevisionOptions options) throws IOException {
    return history.snapshot(VolumeNames.check(name), options);
  }

  @Override
  public Revisions revisions(String name) throws IOException {
    return history.revisions(VolumeNames.check(name));
  }

  @Override
  public VolumeSummary revert(String name, OptionalLong revision, RevisionOptions options)
      throws IOException {
    return history.revert(VolumeNames.check(name), revision, options);
  }

  @Override
  public CommittedVolume commit(
      String name, boolean dropFree, RevisionOptions options, Progress progress)
      throws IOException {
    return commits.commit(VolumeNames.check(name), dropFree, options, progress);
  }

  @Override
  public CommittedVolume resize(
      String name,
      long virtualBytes,
      boolean growFilesystem,
      RevisionOptions options,
      Progress progress)
      throws IOException {
    return commits.resize(VolumeNames.check(name), virtualBytes, growFilesystem, options, progress);
  }

  @Override
  public CommittedVolume capture(CaptureSpec spec, RevisionOptions options, Progress progress)
      throws IOException {
    VolumeNames.check(spec.volume());
    return new Captures(store, clock).capture(spec, options, progress);
  }

  @Override
  public BuiltVolume build(BuildSpec spec, Progress progress) throws IOException {
    return builds.build(spec, progress);
  }

  @Override
  public WrittenVolume write(String volume, VolumeTarget target, Progress progress)
      throws IOException {
    return writes.write(VolumeNames.check(volume), target, progress);
  }

  @Override
  public WritePlan plan(String volume, Set<Digest> contents, int blockBytes) throws IOException {
    return new WritePlans(store).plan(VolumeNames.check(volume), contents, blockBytes);
  }

  /** The store, for what serves its volumes as devices. */
  public VolumeStore store() {
    return store;
  }

  /** What the store keeps in memory now, beside the JVM's heap. */
  public ContentMemory memory() throws IOException {
    return store.content().memory();
  }

  /** What changes when volumes do: equal for equal contents under equal names. */
  public Map<String, VolumeHead.Revision> state() throws IOException {
    Map<String, VolumeHead.Revision> state = new TreeMap<>();
    catalog.all().forEach((name, head) -> state.put(name, head.present()));
    return state;
  }

  /**
   * A volume in short.
   *
   * @throws NoSuchVolumeException if there is none of that name
   */
  public VolumeSummary summary(String volume) throws IOException {
    return VolumeSummary.of(volume, catalog.get(VolumeNames.check(volume)));
  }

  /**
   * Writes a volume to a stream of this process, zeros included.
   *
   * @throws NoSuchVolumeException if there is none of that name
   */
  public void write(String volume, WritableByteChannel channel, Progress progress)
      throws IOException {
    try (VolumeView view = store.devices().view(VolumeNames.check(volume))) {
      new VolumeExport(store.content(), progress).toStream(view, channel);
    }
  }

  @Override
  public VolumeInfo info(String name) throws IOException {
    return accounts.info(VolumeNames.check(name));
  }

  @Override
  public StoreStats stats() throws IOException {
    return accounts.stats();
  }

  /** What the store's files take on its disk. */
  public StoreStats.Disk disk() throws IOException {
    return DiskUsage.of(store.folder());
  }

  @Override
  public UsageReport usage(List<String> names) throws IOException {
    names.forEach(VolumeNames::check);
    return accounts.usage(names);
  }

  @Override
  public DiffReport diff(String nameA, String nameB) throws IOException {
    return accounts.diff(VolumeNames.check(nameA), VolumeNames.check(nameB));
  }

  @Override
  public CheckReport check(boolean deep, Progress progress) throws IOException {
    CheckReport report = VolumeCheck.run(store, deep, progress);
    return report.hurting(HurtFiles.of(store, report));
  }

  /**
   * Reads a portion of all content, and puts chunks that are damaged into quarantine.
   *
   * @param portion 0 to 255
   */
  public Scrub.Result scrub(int portion, Progress progress) throws IOException {
    return new Scrub(store.writableContent()).run(portion, progress);
  }

  @Override
  public GcReport collect(boolean dryRun, Progress progress) throws IOException {
    return collections.collect(dryRun, progress);
  }

  /** Whether somebody waits for a collection to end, to have one. */
  public boolean isCollectionAwaited() {
    return collections.isAwaited();
  }

  @Override
  public StoreStatus status() throws IOException {
    return new StoreStatus(
        store.folder().path().toAbsolutePath().normalize().toString(),
        store.config().uuid(),
        store.config().hash().label(),
        store.config().compression().toString(),
        store.config().maxChunkBytes(),
        catalog.names().size(),
        Optional.empty());
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
