package io.tinyvol.volume.sharing;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.chunkset.ChunkNumbers;
import io.tinyvol.volume.chunkset.DigestParts;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts who holds what. A volume holds what its present revision and its earlier ones refer to.
 * Volumes with the same roots are one owner, so a thousand clones are counted once. Memory is
 * bounded by keeping the accounts of one part of all chunks at a time.
 */
public final class SharingAccounts {
  private final ContentReader reader;
  private final Map<Set<Digest>, Owner> owners = new LinkedHashMap<>();
  private long uniqueBytes;
  private long storedBytes;
  private long freedBytes;

  /** The volumes with the same roots, and what they hold. */
  private static final class Owner {
    final int number;
    int volumes;
    int chosenVolumes;
    long referencedBytes;
    long exclusiveBytes;

    Owner(int number) {
      this.number = number;
    }

    boolean staysIfChosenGo() {
      return chosenVolumes < volumes;
    }
  }

  private SharingAccounts(ContentReader reader) {
    this.reader = reader;
  }

  /**
   * Counts for all volumes of a store.
   *
   * @param heads all volumes of the store, by name
   * @param chosen the names of those whose deletion is thought of
   * @throws CorruptDataException if a manifest cannot be read or a chunk is missing
   */
  public static SharingReport count(
      ContentStore store, SortedMap<String, VolumeHead> heads, Set<String> chosen)
      throws IOException {
    try (ContentReader reader = store.newReader()) {
      return new SharingAccounts(reader).count(heads, chosen);
    }
  }

  private SharingReport count(SortedMap<String, VolumeHead> heads, Set<String> chosen)
      throws IOException {
    heads.forEach(
        (name, head) -> {
          Owner owner = owners.computeIfAbsent(head.roots(), _ -> new Owner(owners.size() + 1));
          owner.volumes++;
          owner.chosenVolumes += chosen.contains(name) ? 1 : 0;
        });
    Set<Digest> roots = new HashSet<>();
    owners.keySet().forEach(roots::addAll);
    long extents = 0;
    for (Digest root : roots) {
      extents += new ManifestReader(reader, root).root().extents();
    }
    DigestParts parts = DigestParts.forChunks(extents);
    for (int part = 0; part < parts.count(); part++) {
      new PartAccounts(parts, part).count();
    }
    SortedMap<String, VolumeShare> shares = new TreeMap<>();
    for (Map.Entry<String, VolumeHead> entry : heads.entrySet()) {
      Owner owner = Objects.requireNonNull(owners.get(entry.getValue().roots()));
      long exclusive = owner.volumes == 1 ? owner.exclusiveBytes : 0;
      shares.put(entry.getKey(), new VolumeShare(owner.referencedBytes, exclusive));
    }
    return new SharingReport(shares, new StoreTotals(uniqueBytes, storedBytes), freedBytes);
  }

  /** The accounts of one part of all chunks: a row of these arrays for each chunk. */
  private final class PartAccounts {
    private static final int SEVERAL = -1;

    private final DigestParts parts;
    private final int part;
    private final ChunkNumbers numbers = new ChunkNumbers();
    private int[] stored = new int[1024];
    private int[] soleOwner = new int[1024];
    private int[] lastOwner = new int[1024];
    private boolean[] stays = new boolean[1024];

    PartAccounts(DigestParts parts, int part) {
      this.parts = parts;
      this.part = part;
    }

    void count() throws IOException {
      for (Map.Entry<Set<Digest>, Owner> entry : owners.entrySet()) {
        for (Digest root : entry.getKey()) {
          count(root, entry.getValue());
        }
      }
      Owner[] byNumber = owners.values().toArray(Owner[]::new);
      for (int i = 0; i < numbers.size(); i++) {
        storedBytes += stored[i];
        freedBytes += stays[i] ? 0 : stored[i];
        if (soleOwner[i] != SEVERAL) {
          byNumber[soleOwner[i] - 1].exclusiveBytes += stored[i];
        }
      }
    }

    private void count(Digest root, Owner owner) throws IOException {
      new ManifestReader(reader, root)
          .forEachExtent(
              extent -> {
                if (parts.contains(part, extent.chunk())) {
                  note(owner, extent.chunk());
                }
              });
    }

    private void note(Owner owner, Digest chunk) throws IOException {
      int known = numbers.size();
      int i = numbers.add(chunk);
      if (i == known) {
        addRow(i, owner, chunk);
      }
      if (lastOwner[i] != owner.number) {
        lastOwner[i] = owner.number;
        owner.referencedBytes += stored[i];
        stays[i] |= owner.staysIfChosenGo();
        if (soleOwner[i] != owner.number) {
          soleOwner[i] = SEVERAL;
        }
      }
    }

    private void addRow(int i, Owner owner, Digest chunk) throws IOException {
      if (i == stored.length) {
        stored = Arrays.copyOf(stored, 2 * i);
        soleOwner = Arrays.copyOf(soleOwner, 2 * i);
        lastOwner = Arrays.copyOf(lastOwner, 2 * i);
        stays = Arrays.copyOf(stays, 2 * i);
      }
      ContentInfo info = reader.find(chunk);
      if (info == null) {
        throw new CorruptDataException("chunk " + chunk, "is missing");
      }
      uniqueBytes += info.plainBytes();
      stored[i] = info.storedBytes();
      soleOwner[i] = owner.number;
    }
  }
}
