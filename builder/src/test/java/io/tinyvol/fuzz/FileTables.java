package io.tinyvol.fuzz;

import io.tinyvol.builder.cache.format.ChunkingKey;
import io.tinyvol.builder.cache.format.FileTable;
import io.tinyvol.builder.cache.format.FileTableWriter;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.tree.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads a file cache by asking for each file that its bytes may mean, and writes what it has. */
final class FileTables {
  private static final int PAYLOAD = 20;
  private static final int HEADER_BYTES = 32;
  private static final int FILE_BYTES = 56;

  private FileTables() {}

  static ByteBuffer again(byte[] file) throws IOException {
    ChunkingKey key = key(file);
    FileTable table = FileTable.decode(file, key, "file");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    FileTableWriter writer = new FileTableWriter();
    Set<List<Long>> written = new HashSet<>();
    for (int i = 0; i < table.files(); i++) {
      FileStatus status = status(bytes, PAYLOAD + HEADER_BYTES + i * FILE_BYTES);
      FileContent content = table.find(status);
      boolean real = status.modifiedNanos() >= 0 && status.changedNanos() >= 0;
      if (real && content != null && written.add(List.of(status.device(), status.inode()))) {
        if (content.sizeBytes() != status.sizeBytes()) {
          throw new AssertionError("a content of another size");
        }
        writer.add(status, content);
      }
    }
    return writer.encode(key).orElseThrow();
  }

  /** The one that the file says it was made with. */
  private static ChunkingKey key(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < PAYLOAD + HEADER_BYTES) {
      return new ChunkingKey(new UUID(0, 0), HashAlgorithm.SHA256, 1, 0);
    }
    return new ChunkingKey(
        new UUID(bytes.getLong(PAYLOAD), bytes.getLong(PAYLOAD + 8)),
        HashAlgorithm.SHA256,
        Byte.toUnsignedInt(file[PAYLOAD + 17]),
        bytes.getInt(PAYLOAD + 20));
  }

  private static FileStatus status(ByteBuffer bytes, int at) {
    return new FileStatus(
        bytes.getLong(at),
        bytes.getLong(at + 8),
        0100644,
        1,
        0,
        0,
        bytes.getLong(at + 16),
        0,
        bytes.getLong(at + 24),
        bytes.getInt(at + 40),
        bytes.getLong(at + 32),
        bytes.getInt(at + 44),
        0,
        0);
  }
}
