package io.tinyvol.oci;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The files of an image, wherever they are. Names have slashes and lead nowhere else. */
interface ImageFiles extends Closeable {
  /** Whether there is a regular file of that name. */
  boolean has(String name) throws IOException;

  /** A file's bytes, for one reader; there may be several at a time. */
  InputStream open(String name) throws IOException;

  /** A file's size. */
  long sizeBytes(String name) throws IOException;

  /**
   * A whole file that is not large.
   *
   * @throws OciException if it is missing or too large
   */
  default byte[] read(String name) throws IOException {
    if (!has(name)) {
      throw new OciException(Shown.text(name) + " is missing");
    }
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(JsonValue.MAX_BYTES + 1);
      if (bytes.length > JsonValue.MAX_BYTES) {
        throw new OciException(
            Shown.text(name) + " has more than " + JsonValue.MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }
}
