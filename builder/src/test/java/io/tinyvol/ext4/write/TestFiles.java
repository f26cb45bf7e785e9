package io.tinyvol.ext4.write;

import io.tinyvol.cas.Digest;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.Symlink;
import io.tinyvol.tree.Xattrs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;

/** Makes files for trees, and keeps the content of their chunks. */
final class TestFiles {
  static final Attributes PLAIN =
      new Attributes(0644, 0, 0, 1_700_000_000, 123_456_789, Xattrs.NONE);
  static final Attributes FOLDER = new Attributes(0755, 0, 0, 1_600_000_000, 0, Xattrs.NONE);
  private static final int WINDOW_BLOCKS = 16;

  final Map<Digest, byte[]> chunks = new HashMap<>();

  static FileName name(String name) {
    return FileName.of(name.getBytes(StandardCharsets.UTF_8));
  }

  static Folder folder() {
    return new Folder(FOLDER);
  }

  static Symlink symlink(String target) {
    return new Symlink(PLAIN, target.getBytes(StandardCharsets.UTF_8));
  }

  static Folder add(Folder folder, String name, Node node) {
    folder.put(name(name), node);
    return folder;
  }

  static Attributes with(String xattr, byte[] value) {
    SortedMap<FileName, byte[]> map = Xattrs.collector();
    map.put(name(xattr), value);
    return new Attributes(0644, 1, 2, 3, 4, Xattrs.of(map));
  }

  RegularFile file(byte[] bytes) {
    return file(bytes, PLAIN);
  }

  RegularFile noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return file(bytes);
  }

  /** Cuts as a build does: windows from the file's start, without blocks of zeros. */
  RegularFile file(byte[] bytes, Attributes attributes) {
    FileContent.Builder content = new FileContent.Builder();
    int blocks = Math.ceilDiv(bytes.length, FileContent.BLOCK_BYTES);
    for (int at = 0; at < blocks; ) {
      if (isZeros(bytes, at)) {
        at++;
        continue;
      }
      int windowEnd = Math.min((at / WINDOW_BLOCKS + 1) * WINDOW_BLOCKS, blocks);
      int end = at + 1;
      while (end < windowEnd && !isZeros(bytes, end)) {
        end++;
      }
      content.add(at, end - at, chunk(bytes, at, end));
      at = end;
    }
    RegularFile file = new RegularFile(attributes);
    file.setContent(content.build(bytes.length));
    return file;
  }

  private Digest chunk(byte[] bytes, int at, int end) {
    byte[] chunk =
        Arrays.copyOfRange(
            bytes,
            at * FileContent.BLOCK_BYTES,
            Math.min(end * FileContent.BLOCK_BYTES, bytes.length));
    try {
      Digest digest = Digest.of(MessageDigest.getInstance("SHA-256").digest(chunk), 0);
      chunks.put(digest, chunk);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isZeros(byte[] bytes, int block) {
    int from = block * FileContent.BLOCK_BYTES;
    for (int i = from; i < Math.min(from + FileContent.BLOCK_BYTES, bytes.length); i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
