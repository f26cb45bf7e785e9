package io.tinyvol.ext4.layout;

import io.tinyvol.cas.Digest;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import io.tinyvol.tree.Xattrs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that follow from a tree. */
final class TreeDigest {
  private static final int BUFFER_BYTES = 1 << 16;
  // The longest of all single things: the value of an extended attribute.
  private static final int MAX_FIELD_BYTES = Xattrs.MAX_VALUE_BYTES;

  private final MessageDigest sha256;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES + MAX_FIELD_BYTES);

  private TreeDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }

  /**
   * The seed of directory hashes. It follows from the names in the root alone, so that a change
   * deep in a tree leaves the order of all other directories.
   */
  static UUID hashSeed(Folder root) {
    TreeDigest digest = new TreeDigest();
    for (FileName name : root.children().keySet()) {
      digest.put(name.bytes());
    }
    return digest.uuid();
  }

  /** The id of a file system: of all that is in it. */
  static UUID fileSystemId(Inventory inventory, FilesystemOptions options, long volumeBytes) {
    TreeDigest digest = new TreeDigest();
    digest.put(options.label().getBytes(StandardCharsets.UTF_8));
    digest.put(volumeBytes);
    digest.put(options.journal().toString().getBytes(StandardCharsets.UTF_8));
    digest.put(options.sourceDateEpochSeconds().isPresent() ? 1 : 0);
    digest.put(options.sourceDateEpochSeconds().orElse(0));
    for (int node = 0; node < inventory.nodes(); node++) {
      digest.putNode(inventory, node);
    }
    return digest.uuid();
  }

  private void putNode(Inventory inventory, int index) {
    Node node = inventory.node(index);
    putAttributes(node.attributes());
    switch (node) {
      case RegularFile file -> {
        put(1);
        putContent(file.content());
      }
      case Folder _ -> {
        put(2);
        put(inventory.entries(index));
        int entry = 0;
        for (FileName name : inventory.names(index)) {
          put(name.bytes());
          put(inventory.entry(index, entry++));
        }
      }
      case Symlink link -> {
        put(3);
        put(link.target());
      }
      case SpecialFile special -> {
        put(kindCode(special.kind()));
        put(special.major());
        put(special.minor());
      }
    }
  }

  private static int kindCode(SpecialFile.Kind kind) {
    return switch (kind) {
      case CHARACTER_DEVICE -> 4;
      case BLOCK_DEVICE -> 5;
      case FIFO -> 6;
      case SOCKET -> 7;
    };
  }

  private void putAttributes(Attributes attributes) {
    put(attributes.permissions());
    put(attributes.uid());
    put(attributes.gid());
    put(attributes.modifiedSeconds());
    put(attributes.modifiedNanos());
    put(attributes.xattrs().list().size());
    for (Xattrs.Xattr xattr : attributes.xattrs().list()) {
      put(xattr.name());
      put(xattr.value());
    }
  }

  private void putContent(FileContent content) {
    put(content.sizeBytes());
    put(content.pieces());
    for (int i = 0; i < content.pieces(); i++) {
      put(content.startBlock(i));
      put(content.blockCount(i));
      Digest chunk = content.chunk(i);
      for (int word = 0; word < Digest.BYTES / Long.BYTES; word++) {
        put(chunk.word(word));
      }
    }
  }

  private void put(byte[] bytes) {
    put(bytes.length);
    buffer.put(bytes);
    makeRoom();
  }

  private void put(long number) {
    buffer.putLong(number);
    makeRoom();
  }

  private void makeRoom() {
    if (buffer.position() >= BUFFER_BYTES - Long.BYTES) {
      sha256.update(buffer.flip());
      buffer.clear();
    }
  }

  /** The digest's first half in the form of a UUID of version 8 (RFC 9562). */
  private UUID uuid() {
    sha256.update(buffer.flip());
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    long high = (digest.getLong() & ~0xF000L) | 0x8000;
    long low = (digest.getLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low);
  }
}
