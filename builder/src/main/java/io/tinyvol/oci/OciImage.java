package io.tinyvol.oci;

import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.PosixFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image, chosen from those that a layout or an archive has. */
public final class OciImage implements Closeable {
  private static final int MAGIC_BYTES = 4;

  private final ImageFiles files;
  private final List<Layer> layers;

  private OciImage(ImageFiles files, List<Layer> layers) {
    this.files = files;
    this.layers = List.copyOf(layers);
  }

  /**
   * Opens an image; its manifest and configuration are verified.
   *
   * @param place the folder of an OCI layout, or a tar of one or of {@code docker save}
   * @param tag which image, by its tag, its whole name, or {@code @} and its digest; null where
   *     there is only one
   * @param platform for what, where an image is for several
   * @throws OciException if there is none such, or it is damaged or of a kind that is not read
   */
  public static OciImage open(FilePlace place, @Nullable String tag, Platform platform)
      throws IOException {
    ImageFiles files =
        Files.isDirectory(place.path()) ? new FolderFiles(place.path()) : archive(place);
    try {
      return new OciImage(files, layers(files, tag, platform));
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static List<Layer> layers(ImageFiles files, @Nullable String tag, Platform platform)
      throws IOException {
    if (files.has("oci-layout") && files.has("index.json")) {
      return new ImageLayout(files).layers(tag, platform);
    }
    if (files.has("manifest.json")) {
      return new DockerArchive(files).layers(tag, platform);
    }
    throw new OciException(
        "neither an OCI image layout nor an archive of 'docker save'; a tar of files is"
            + " --from-tar");
  }

  private static ImageFiles archive(FilePlace place) throws IOException {
    try (PosixFile file = place.open();
        InputStream in = file.stream(0, file.sizeBytes())) {
      byte[] magic = Arrays.copyOf(in.readNBytes(MAGIC_BYTES), MAGIC_BYTES);
      boolean gzip = magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
      boolean zstd = magic[0] == 0x28 && (magic[1] & 0xff) == 0xb5;
      boolean xz = (magic[0] & 0xff) == 0xfd && magic[1] == '7';
      if (gzip || zstd || xz) {
        String program = gzip ? "gzip" : zstd ? "zstd" : "xz";
        throw new OciException(
            "the archive of an image must not be compressed as a whole, for it is not read from"
                + " front to back; unpack it with '"
                + program
                + " -d'");
      }
    }
    return ArchiveFiles.open(place);
  }

  /** Its layers, the lowest first. */
  public List<Layer> layers() {
    return layers;
  }

  /** The size of all layers in the image, as it says itself; at most the greatest number. */
  public long sizeBytes() {
    return layers.stream()
        .mapToLong(Layer::sizeBytes)
        .reduce(0, (a, b) -> b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
