package io.tinyvol.volume.check;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.cas.lease.Lease;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.chunkset.DigestParts;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.NodeWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Verifies a store from the heads down: every head, every distinct manifest node of all revisions,
 * that every chunk is there, and delta layers. A deep check also reads every chunk, those that no
 * volume refers to as well, for a later build would find and use them. Nothing is changed.
 */
public final class VolumeCheck {
  private final VolumeStore store;
  private final boolean deep;
  private final Progress progress;
  private final Map<String, VolumeHead> heads = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Damage damage = new Damage();
  private long nodesChecked;
  private long chunksChecked;

  private VolumeCheck(VolumeStore store, boolean deep, Progress progress) {
    this.store = store;
    this.deep = deep;
    this.progress = progress;
  }

  /**
   * Checks a store. Damage is reported, not thrown.
   *
   * @throws UnsupportedFormatException if a newer program wrote a head or a layer
   */
  public static CheckReport run(VolumeStore store, boolean deep, Progress progress)
      throws IOException {
    // What is removed meanwhile stays until it has been read, or would seem to be missing.
    try (Lease lease = store.leases().open("check")) {
      return new VolumeCheck(store, deep, progress).run(lease);
    }
  }

  private CheckReport run(Lease lease) throws IOException {
    readHeads();
    heads.values().forEach(head -> lease.hold(head.roots()));
    lease.settle();
    ContentStore content;
    try {
      content = store.content();
    } catch (CorruptDataException e) {
      List<String> all = store.catalog().names();
      findings.add(new Finding(store.folder().chunks().toString(), message(e), all));
      return report();
    }
    try (ContentReader reader = content.newReader()) {
      Map<Digest, List<Holder>> roots = readRoots(reader);
      verify(content, reader, roots);
      LayerCheck layers = new LayerCheck(store, deep, findings);
      for (Map.Entry<String, VolumeHead> head : heads.entrySet()) {
        layers.check(head.getKey(), head.getValue(), roots.keySet());
      }
      if (!damage.isNone()) {
        nameVolumes(reader, roots);
      }
    }
    if (deep) {
      verifyIndex(content);
    }
    return report();
  }

  private CheckReport report() {
    return new CheckReport(
        heads.size(), nodesChecked, chunksChecked, findings, damage.chunks().keySet());
  }

  private void readHeads() throws IOException {
    for (String name : store.catalog().names()) {
      try {
        // One that has been removed meanwhile has no damage.
        store.catalog().find(name).ifPresent(head -> heads.put(name, head));
      } catch (UnsupportedFormatException e) {
        throw e; // no damage, and nothing to rebuild
      } catch (IOException | IllegalArgumentException e) {
        findings.add(new Finding("head of " + name, message(e), List.of(name)));
      }
    }
  }

  /** Who holds each root that can be read. */
  private Map<Digest, List<Holder>> readRoots(ContentReader reader) {
    Map<Digest, List<Holder>> roots = new LinkedHashMap<>();
    heads.forEach(
        (name, head) -> {
          hold(roots, new Holder(name, head.present(), true));
          head.earlier().forEach(old -> hold(roots, new Holder(name, old, false)));
        });
    roots
        .entrySet()
        .removeIf(
            entry -> {
              try {
                ManifestReader manifest = new ManifestReader(reader, entry.getKey());
                nodesChecked++;
                checkAgreement(manifest, entry.getValue());
                return false;
              } catch (IOException e) {
                String what = "manifest root " + entry.getKey();
                findings.add(Finding.of(what, message(e), entry.getValue()));
                return true;
              }
            });
    return roots;
  }

  private static void hold(Map<Digest, List<Holder>> roots, Holder holder) {
    roots.computeIfAbsent(holder.revision().root(), _ -> new ArrayList<>()).add(holder);
  }

  private void checkAgreement(ManifestReader manifest, List<Holder> holders) {
    for (Holder holder : holders) {
      VolumeGeometry geometry = holder.revision().geometry();
      if (!geometry.equals(manifest.geometry())) {
        String why = "says " + geometry + ", the manifest says " + manifest.geometry();
        findings.add(Finding.of("head of " + holder.volume(), why, List.of(holder)));
      }
    }
  }

  private void verify(ContentStore content, ContentReader reader, Map<Digest, List<Holder>> roots)
      throws IOException {
    long extents = 0;
    for (Digest root : roots.keySet()) {
      extents += new ManifestReader(reader, root).root().extents();
    }
    DigestParts parts = DigestParts.forChunks(extents);
    progress.begin("checking chunks", extents);
    for (int part = 0; part < parts.count(); part++) {
      Set<Digest> entered = new HashSet<>();
      try (PartVerifier verifier = new PartVerifier(content, deep, damage)) {
        for (Digest root : roots.keySet()) {
          NodeWalk.walk(
              new ManifestReader(reader, root), new PartVisitor(entered, parts, part, verifier));
        }
        if (deep) {
          verifier.verifyUnreferenced(parts, part);
        }
        verifier.finish();
        chunksChecked += verifier.chunks();
      }
      nodesChecked += part == 0 ? entered.size() : 0;
    }
  }

  /** Goes into each distinct node once, and hands the chunks of one part on. */
  private final class PartVisitor implements NodeWalk.Visitor {
    private final Set<Digest> entered;
    private final DigestParts parts;
    private final int part;
    private final PartVerifier verifier;

    PartVisitor(Set<Digest> entered, DigestParts parts, int part, PartVerifier verifier) {
      this.entered = entered;
      this.parts = parts;
      this.part = part;
      this.verifier = verifier;
    }

    @Override
    public boolean enters(Digest node) {
      return entered.add(node);
    }

    @Override
    public void extent(Extent extent) throws IOException {
      if (parts.contains(part, extent.chunk())) {
        verifier.add(extent.chunk());
        progress.advance(1);
      }
    }

    @Override
    public void unreadable(Digest node, IOException failure) {
      damage.node(node, failure);
    }
  }

  /** A second walk, now that it is known what to look for. */
  private void nameVolumes(ContentReader reader, Map<Digest, List<Holder>> roots)
      throws IOException {
    Map<Digest, Set<Holder>> hurt = new LinkedHashMap<>();
    damage.nodes().keySet().forEach(digest -> hurt.put(digest, new TreeSet<>()));
    damage.chunks().keySet().forEach(digest -> hurt.put(digest, new TreeSet<>()));
    for (Map.Entry<Digest, List<Holder>> root : roots.entrySet()) {
      NodeWalk.walk(
          new ManifestReader(reader, root.getKey()), new HurtVisitor(hurt, root.getValue()));
    }
    damage.nodes().forEach((digest, why) -> add("manifest node " + digest, why, hurt.get(digest)));
    damage.chunks().forEach((digest, why) -> add("chunk " + digest, why, hurt.get(digest)));
  }

  private void add(String what, String why, @org.jspecify.annotations.Nullable Set<Holder> hurt) {
    findings.add(Finding.of(what, why, hurt == null ? Set.of() : hurt));
  }

  /** Notes who meets damaged nodes and chunks. */
  private static final class HurtVisitor implements NodeWalk.Visitor {
    private final Map<Digest, Set<Holder>> hurt;
    private final List<Holder> holders;
    private final Set<Digest> entered = new HashSet<>();

    HurtVisitor(Map<Digest, Set<Holder>> hurt, List<Holder> holders) {
      this.hurt = hurt;
      this.holders = holders;
    }

    @Override
    public boolean enters(Digest node) {
      return entered.add(node);
    }

    @Override
    public void extent(Extent extent) {
      note(extent.chunk());
    }

    @Override
    public void unreadable(Digest node, IOException failure) {
      note(node);
    }

    private void note(Digest digest) {
      Set<Holder> hurtBy = hurt.get(digest);
      if (hurtBy != null) {
        hurtBy.addAll(holders);
      }
    }
  }

  private void verifyIndex(ContentStore content) throws IOException {
    try {
      content.verifyIndex();
    } catch (CorruptDataException e) {
      List<String> all = List.copyOf(heads.keySet());
      findings.add(new Finding(store.folder().chunks().toString(), message(e), all));
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
