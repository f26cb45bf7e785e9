package io.tinyvol.builder.filesystem;

import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.ext4.write.Ext4Writer;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;

/** A volume that is one ext4 file system, whose files' content is in the store. */
public final class FilesystemVolume {
  private FilesystemVolume() {}

  /** The volume's geometry. */
  public static VolumeGeometry geometry(Ext4Writer filesystem) {
    return new VolumeGeometry(filesystem.sizeBytes(), VolumeGeometry.DEFAULT_BLOCK_BYTES);
  }

  /** Puts the file system's metadata and the volume's manifest; gives the manifest's root. */
  public static Digest put(Ext4Writer filesystem, IngestSession session) throws IOException {
    try (ContentWriter writer = session.newWriter()) {
      ManifestWriter manifest = new ManifestWriter(geometry(filesystem), writer);
      filesystem.write(new ManifestSink(manifest, writer));
      return manifest.finish();
    }
  }
}
