package io.tinyvol.volume.check;

import io.tinyvol.cas.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a check saw.
 *
 * @param volumes the volumes checked
 * @param nodesChecked distinct manifest nodes read and verified
 * @param chunksChecked distinct chunks looked at; read and verified by a deep check
 * @param findings what is damaged
 * @param damagedChunks the chunks among that, where the report was not read from elsewhere
 * @param hurtFiles the paths of files that they hurt, by volume, where these can be told
 */
public record CheckReport(
    int volumes,
    long nodesChecked,
    long chunksChecked,
    List<Finding> findings,
    Set<Digest> damagedChunks,
    SortedMap<String, SortedSet<String>> hurtFiles) {
  /** Takes copies. */
  public CheckReport {
    findings = List.copyOf(findings);
    damagedChunks = Set.copyOf(damagedChunks);
    hurtFiles = Collections.unmodifiableSortedMap(new TreeMap<>(hurtFiles));
  }

  /** Without the files. */
  public CheckReport(
      int volumes,
      long nodesChecked,
      long chunksChecked,
      List<Finding> findings,
      Set<Digest> damagedChunks) {
    this(volumes, nodesChecked, chunksChecked, findings, damagedChunks, new TreeMap<>());
  }

  /** The same with the files that the damage hurts. */
  public CheckReport hurting(SortedMap<String, SortedSet<String>> files) {
    return new CheckReport(volumes, nodesChecked, chunksChecked, findings, damagedChunks, files);
  }
}
