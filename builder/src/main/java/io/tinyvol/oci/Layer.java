package io.tinyvol.oci;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A layer of an image: a tar, perhaps compressed. What is read of it is verified at its end, packed
 * and unpacked, and must not be used before {@link #checkVerified} says so. Not thread-safe, but
 * both streams may be read on another thread.
 */
public final class Layer {
  private final ImageFiles files;
  private final String file;
  private final String name;
  private final long sizeBytes;
  private final @Nullable BlobDigest digest;
  private final BlobDigest contentDigest;
  private @Nullable VerifiedStream packed;
  private @Nullable VerifiedStream unpacked;

  /**
   * A layer.
   *
   * @param file the file it is in
   * @param number which it is, from 1
   * @param digest the digest of the file, or null where only that of its content is known
   * @param sizeBytes the size of the file
   * @param contentDigest the digest of the tar
   */
  Layer(
      ImageFiles files,
      String file,
      int number,
      @Nullable BlobDigest digest,
      long sizeBytes,
      BlobDigest contentDigest) {
    this.files = files;
    this.file = file;
    this.name = "layer " + number + " (" + (digest == null ? Shown.text(file) : digest) + ")";
    this.sizeBytes = sizeBytes;
    this.digest = digest;
    this.contentDigest = contentDigest;
  }

  /** Its name for messages. */
  public String name() {
    return name;
  }

  /** Its size in the image. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Its bytes as they are in the image. Reading throws {@link OciException} where they are not what
   * the manifest says.
   */
  public InputStream open() throws IOException {
    InputStream in = files.open(file);
    if (digest == null) {
      return in;
    }
    VerifiedStream verified = new VerifiedStream(in, name, digest, sizeBytes);
    packed = verified;
    return verified;
  }

  /** The unpacked bytes, verified likewise by what the configuration says. */
  public InputStream verifyContent(InputStream plain) {
    VerifiedStream verified =
        new VerifiedStream(plain, "the unpacked " + name, contentDigest, VerifiedStream.ANY_SIZE);
    unpacked = verified;
    return verified;
  }

  /**
   * Checks that everything was read and is right.
   *
   * @throws OciException if not
   */
  public void checkVerified() throws OciException {
    VerifiedStream content = unpacked;
    VerifiedStream file = packed;
    if (content == null
        || !content.isVerified()
        || (digest != null && (file == null || !file.isVerified()))) {
      throw new OciException(name + " was not read to its end: it has more than a tar");
    }
  }
}
