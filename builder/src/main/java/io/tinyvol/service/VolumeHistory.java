package io.tinyvol.service;

import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.util.OptionalLong;

/** What makes and brings back revisions of volumes. Durable on return. */
public interface VolumeHistory {
  /**
   * Makes a revision of what a volume has now; of one that is written to, what was written up to
   * then.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  VolumeSummary snapshot(String name, RevisionOptions options) throws IOException;

  /**
   * The revisions of a volume.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  Revisions revisions(String name) throws IOException;

  /**
   * Gives a volume the content of a revision, as its next one. What was written since its present
   * one becomes a revision before that.
   *
   * @param revision which; empty: the last one that is not what the volume has now
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   * @throws NoSuchRevisionException if the revision is not kept
   * @throws io.tinyvol.volume.VolumeInUseException if it is used as a device
   */
  VolumeSummary revert(String name, OptionalLong revision, RevisionOptions options)
      throws IOException;

  /**
   * Puts what was written to a volume into chunks, which is its next revision then. Writing may go
   * on meanwhile; what is written then is not part of it.
   *
   * @param dropFree whether blocks that the volume's file system has marked free become zeros
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  CommittedVolume commit(String name, boolean dropFree, RevisionOptions options, Progress progress)
      throws IOException;

  /**
   * Gives a volume another size, as its next revision, with what was written to it in chunks. What
   * is cut off must be unused: zeros, or behind the end of an ext4 file system.
   *
   * @param growFilesystem whether the ext4 file system in it is to fill it
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   * @throws io.tinyvol.volume.VolumeInUseException if it is used as a device
   */
  CommittedVolume resize(
      String name,
      long virtualBytes,
      boolean growFilesystem,
      RevisionOptions options,
      Progress progress)
      throws IOException;

  /**
   * Makes what a file or block device has the next revision of a volume, or the first of a new one,
   * at the cost of what was changed in it; durable on return.
   *
   * @throws VolumeChangedException if the volume has another content than the base
   */
  CommittedVolume capture(CaptureSpec spec, RevisionOptions options, Progress progress)
      throws IOException;
}
