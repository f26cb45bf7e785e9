package io.tinyvol.builder.folder;

import io.tinyvol.builder.content.ContentWorker;
import io.tinyvol.builder.folder.FileJob.Outcome;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.posix.Scratch;
import io.tinyvol.tree.FileContent;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads files' content into the store. For one thread at a time. */
final class FolderWorker implements Closeable {
  private final FileOpener opener;
  private final ContentWorker content;

  FolderWorker(OpenFolders folders, ContentWorker content) {
    this.opener = new FileOpener(folders, new Scratch());
    this.content = content;
  }

  /** What became of a part of a file. */
  record Part(FileJob job, Outcome outcome, FileContent.Builder pieces, long bytes) {}

  /** Finds the chunks of what is known of a file in the store. */
  Part reuse(FileJob job, FileContent known) throws IOException {
    FileContent.Builder pieces = new FileContent.Builder();
    if (!content.reuse(known)) {
      return new Part(job, Outcome.FORGOTTEN, pieces, 0);
    }
    for (int i = 0; i < known.pieces(); i++) {
      pieces.add(known.startBlock(i), known.blockCount(i), known.chunk(i));
    }
    return new Part(job, Outcome.READ, pieces, known.sizeBytes());
  }

  /** Reads a stretch of a file: all of it, or from a multiple of the stretch's length on. */
  Part read(FileJob job, long offset, int length) throws IOException {
    FileContent.Builder pieces = new FileContent.Builder();
    ByteBuffer buffer = content.buffer().clear().limit(length);
    Outcome outcome =
        opener.use(
            job,
            file -> {
              if (job.status().mayHaveHoles()) {
                readData(file, offset, buffer);
              } else {
                file.readFully(offset, buffer);
              }
            });
    if (outcome != Outcome.READ) {
      return new Part(job, outcome, pieces, 0);
    }
    content.put(buffer.flip(), offset / FileContent.BLOCK_BYTES, pieces);
    return new Part(job, outcome, pieces, length);
  }

  /** Fills a buffer with a file's data, and with zeros where it has holes, which are not read. */
  private static void readData(PosixFile file, long offset, ByteBuffer buffer) throws IOException {
    int size = buffer.limit();
    long end = offset + size;
    long at = offset;
    while (at < end) {
      long data = Math.min(file.nextData(at), end);
      MemorySegment.ofBuffer(buffer.slice((int) (at - offset), (int) (data - at))).fill((byte) 0);
      long hole = data < end ? Math.min(file.nextHole(data), end) : end;
      file.readFully(data, buffer.limit((int) (hole - offset)).position((int) (data - offset)));
      buffer.limit(size);
      at = hole;
    }
    buffer.position(size);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
