package io.tinyvol.cli;

import io.tinyvol.posix.PosixFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names what is in a large file that is mostly zeros: the SHA-256 of its size (8 bytes,
 * little-endian), and then of each block of 4 KiB that is not all zeros its number (8 bytes) and
 * its bytes, the last one filled up with zeros.
 */
final class ContentDigest {
  private static final int BLOCK_BYTES = 4096;
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private ContentDigest() {}

  static String of(Path path) throws IOException {
    MessageDigest digest = sha256();
    try (PosixFile file = PosixFile.open(path)) {
      digest.update(number(file.sizeBytes()));
      long block = 0;
      while (block * BLOCK_BYTES < file.sizeBytes()) {
        block = Math.max(block, file.nextData(block * BLOCK_BYTES) / BLOCK_BYTES);
        if (block * BLOCK_BYTES < file.sizeBytes()) {
          add(file, block, digest);
        }
        block++;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(PosixFile file, long block, MessageDigest digest) throws IOException {
    long offset = block * BLOCK_BYTES;
    ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK_BYTES);
    file.readFully(offset, bytes.limit((int) Math.min(BLOCK_BYTES, file.sizeBytes() - offset)));
    byte[] content = new byte[BLOCK_BYTES];
    bytes.flip().get(content, 0, bytes.remaining());
    if (!Arrays.equals(content, ZEROS)) {
      digest.update(number(block));
      digest.update(content);
    }
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
