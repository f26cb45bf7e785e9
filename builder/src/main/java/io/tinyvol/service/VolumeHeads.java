package io.tinyvol.service;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What concerns volumes' names and heads alone: at once, and durable on return. */
public interface VolumeHeads {
  /** The volumes that match. Damaged ones are told apart. */
  VolumeListing list(VolumeQuery query) throws IOException;

  /**
   * Clones a volume. Where the clone is there already, with the identity asked for, it is the
   * outcome of an earlier try, and the answer is the same.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is no such source
   * @throws io.tinyvol.volume.VolumeExistsException if the name is taken
   */
  VolumeSummary clone(CloneRequest request) throws IOException;

  /**
   * Gives a volume another name.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   * @throws io.tinyvol.volume.VolumeExistsException if the new name is taken
   */
  VolumeSummary rename(String from, String to) throws IOException;

  /**
   * Changes a volume's labels: those with a text are set, those without are taken away.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  VolumeSummary label(String name, SortedMap<String, Optional<String>> changes) throws IOException;

  /**
   * Removes volumes, all or, where one is missing, none.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if one is missing
   */
  void remove(List<String> names) throws IOException;
}
