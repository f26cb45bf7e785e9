package io.tinyvol.cas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Computes digests. A chunk's digest is the plain hash of its bytes, so that other tools can
 * compute it; a manifest node's has a prefix, so that no chunk can pass for a node. Not
 * thread-safe: one for each thread.
 */
public final class Hasher {
  private static final byte[] NODE_DOMAIN =
      "tinyvol manifest node\0".getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest digest;
  private final byte[] result = new byte[Digest.BYTES];
  private byte[] scratch = new byte[64 << 10];

  /** A hasher of the given algorithm. */
  public Hasher(HashAlgorithm algorithm) {
    this.digest = algorithm.newMessageDigest();
  }

  /** The digest of a chunk: of the buffer's bytes from its position to its limit, which stay. */
  public Digest chunk(ByteBuffer content) {
    return finish(content);
  }

  /** The digest of a manifest node: of the buffer's bytes from position to limit, which stay. */
  public Digest node(ByteBuffer content) {
    digest.update(NODE_DOMAIN);
    return finish(content);
  }

  private Digest finish(ByteBuffer content) {
    int length = content.remaining();
    if (content.hasArray()) {
      digest.update(content.array(), content.arrayOffset() + content.position(), length);
    } else {
      // One copy of our own: MessageDigest would allocate an array for each call.
      if (scratch.length < length) {
        scratch = new byte[length];
      }
      content.get(content.position(), scratch, 0, length);
      digest.update(scratch, 0, length);
    }
    try {
      digest.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a digest fits its " + result.length + " bytes", e);
    }
    return Digest.of(result, 0);
  }
}
