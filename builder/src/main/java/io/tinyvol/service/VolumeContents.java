package io.tinyvol.service;

import io.tinyvol.volume.Progress;
import java.io.IOException;

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
}
