package io.tinyvol.cas;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The 256-bit hash functions of FIPS 180-4 that a store can be made with. A store's choice holds
 * for its life.
 */
public enum HashAlgorithm {
  /** SHA-256: fast where the CPU has instructions for it. The digest of OCI and of dm-verity. */
  SHA256(1, "sha256", "SHA-256"),
  /** SHA-512 cut to 256 bits: the faster one on CPUs without such instructions. */
  SHA512_256(2, "sha512-256", "SHA-512/256");

  private final int id;
  private final String label;
  private final String jcaName;

  HashAlgorithm(int id, String label, String jcaName) {
    this.id = id;
    this.label = label;
    this.jcaName = jcaName;
  }

  /** The number that formats record. */
  public int id() {
    return id;
  }

  /** The name that people type. */
  public String label() {
    return label;
  }

  MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance(jcaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + jcaName, e);
    }
  }

  /**
   * The algorithm with this recorded number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static HashAlgorithm ofId(int id) {
    return Arrays.stream(values())
        .filter(a -> a.id == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no hash algorithm has the number " + id));
  }

  /**
   * The algorithm with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static HashAlgorithm ofLabel(String label) {
    return Arrays.stream(values())
        .filter(a -> a.label.equals(label))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no such hash: " + label + " (sha256, sha512-256)"));
  }
}
