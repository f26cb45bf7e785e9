package io.tinyvol.service;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.util.Set;

/** What moves volumes' bytes. Takes as long as there are bytes, and tells its progress. */
public interface VolumeContents {
  /**
   * Builds a volume; durable on return.
   *
   * @throws io.tinyvol.volume.VolumeExistsException if the name is taken and may not be replaced
   * @throws io.tinyvol.builder.SourceException if the source cannot be used
   */
  BuiltVolume build(BuildSpec spec, Progress progress) throws IOException;

  /**
   * Writes a volume's bytes to an open file or stream.
   *
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  WrittenVolume write(String volume, VolumeTarget target, Progress progress) throws IOException;

  /**
   * How a volume is best written where some contents are already.
   *
   * @param contents their roots; those that are not in the store any more are passed over
   * @param blockBytes what is written as a whole there
   * @throws io.tinyvol.volume.NoSuchVolumeException if there is none of that name
   */
  WritePlan plan(String volume, Set<Digest> contents, int blockBytes) throws IOException;
}
