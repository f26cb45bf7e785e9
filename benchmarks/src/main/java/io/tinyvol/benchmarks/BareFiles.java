package io.tinyvol.benchmarks;

import io.tinyvol.posix.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What a durable file costs when nothing else is done. */
final class BareFiles {
  private BareFiles() {}

  /** Bytes into a temporary, fsync, rename, fsync of the folder. */
  static void publish(Path folder, String name, byte[] bytes) throws IOException {
    Path temporary = folder.resolve(".temporary" + DurableFiles.TEMPORARY_SUFFIX);
    try (FileChannel file =
        FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bytes));
      file.force(true);
    }
    Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder)) {
      entries.force(true);
    }
  }
}
