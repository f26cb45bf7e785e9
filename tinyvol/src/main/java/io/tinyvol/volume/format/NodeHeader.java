package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two bytes that all manifest nodes start with: the kind of node, and its format version. */
final class NodeHeader {
  static final byte ROOT = 'R';
  static final byte INTERIOR = 'I';
  static final byte LEAF = 'L';

  private static final byte VERSION = 1;

  private NodeHeader() {}

  static ByteBuffer start(int bytes, byte kind) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).put(kind).put(VERSION);
  }

  static void check(ByteBuffer node, byte kind, Digest digest) throws CorruptDataException {
    if (node.remaining() < 8 || node.get(0) != kind || node.get(1) != VERSION) {
      throw malformed(digest, "not a node of kind " + (char) kind + ", version " + VERSION);
    }
  }

  static CorruptDataException malformed(Digest digest, String why) {
    return new CorruptDataException("manifest node " + digest, "malformed: " + why);
  }
}
