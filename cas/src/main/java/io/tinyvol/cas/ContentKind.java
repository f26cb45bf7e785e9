package io.tinyvol.cas;

import java.nio.ByteBuffer;

/** The two kinds of content that a store keeps. Their digests live in different domains. */
public enum ContentKind {
  /** A run of whole blocks of a volume. */
  CHUNK,
  /** A node of a volume's manifest. */
  NODE;

  /** The digest of {@code content}, from its position to its limit, as this kind. */
  public Digest digest(Hasher hasher, ByteBuffer content) {
    return switch (this) {
      case CHUNK -> hasher.chunk(content);
      case NODE -> hasher.node(content);
    };
  }
}
