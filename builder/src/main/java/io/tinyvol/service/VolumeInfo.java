package io.tinyvol.service;

import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.sharing.ManifestSize;
import io.tinyvol.volume.sharing.VolumeShare;
import java.util.List;
import java.util.Optional;

/**
 * Everything of one volume.
 *
 * @param volume the volume in short
 * @param blockBytes the unit in which its manifest maps it
 * @param dataBytes the bytes of it that are not zeros, in whole blocks
 * @param deltaBytes the bytes of it that lie in delta layers, not in chunks
 * @param parent what it was cloned from
 * @param isOutdated whether what it was cloned from has newer revisions
 * @param revisions what is kept of its history, the present revision last
 * @param share what it holds of the store
 * @param manifest what its manifest consists of
 */
public record VolumeInfo(
    VolumeSummary volume,
    int blockBytes,
    long dataBytes,
    long deltaBytes,
    Optional<VolumeHead.Parent> parent,
    boolean isOutdated,
    List<VolumeHead.Revision> revisions,
    VolumeShare share,
    ManifestSize manifest) {
  /** Takes a copy. */
  public VolumeInfo {
    revisions = List.copyOf(revisions);
  }
}
