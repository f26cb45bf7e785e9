package io.tinyvol.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The digest that names a blob.
 *
 * @param algorithm which one
 * @param hex the digest in lower-case hexadecimal digits
 */
record BlobDigest(Algorithm algorithm, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  /** Those that the specification registers. */
  enum Algorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String name;
    private final String javaName;
    private final int digits;

    Algorithm(String name, String javaName, int digits) {
      this.name = name;
      this.javaName = javaName;
      this.digits = digits;
    }

    MessageDigest start() {
      try {
        return MessageDigest.getInstance(javaName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Reads {@code ALGORITHM:HEX}; nothing else passes, so that it can name a file.
   *
   * @throws OciException if it is none
   */
  static BlobDigest parse(String text) throws OciException {
    for (Algorithm algorithm : Algorithm.values()) {
      String prefix = algorithm.name + ":";
      if (text.startsWith(prefix)) {
        String hex = text.substring(prefix.length());
        if (hex.length() == algorithm.digits && HEX.matcher(hex).matches()) {
          return new BlobDigest(algorithm, hex);
        }
      }
    }
    throw new OciException("not a digest that is known: " + Shown.text(text));
  }

  /** Where a layout keeps the blob. */
  String path() {
    return "blobs/" + algorithm.name + "/" + hex;
  }

  boolean matches(byte[] found) {
    return HexFormat.of().formatHex(found).equals(hex);
  }

  @Override
  public String toString() {
    return algorithm.name + ":" + hex;
  }
}
