package io.tinyvol.volume.check;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.volume.chunkset.ChunkNumbers;
import io.tinyvol.volume.chunkset.DigestParts;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Verifies each distinct chunk of one part once, on all cores. */
final class PartVerifier implements Closeable {
  private static final int CHUNKS_A_TASK = 64;

  private final ContentStore content;
  private final boolean deep;
  private final ChunkNumbers seen = new ChunkNumbers();
  private final OrderedPipeline<ContentReader, List<Bad>> pipeline;
  private List<Digest> batch = new ArrayList<>();

  private record Bad(Digest chunk, IOException why) {}

  PartVerifier(ContentStore content, boolean deep, Damage damage) throws IOException {
    this.content = content;
    this.deep = deep;
    this.pipeline =
        new OrderedPipeline<>(
            OrderedPipeline.workersForAllCores(),
            content::newReader,
            found -> found.forEach(bad -> damage.chunk(bad.chunk(), bad.why())));
  }

  /** Verifies a chunk that has not been added before. */
  void add(Digest chunk) throws IOException {
    int known = seen.size();
    if (seen.add(chunk) == known) {
      batch.add(chunk);
      if (batch.size() == CHUNKS_A_TASK) {
        submitBatch();
      }
    }
  }

  /** Adds all chunks of the store that belong to the part. */
  void verifyUnreferenced(DigestParts parts, int part) throws IOException {
    for (int b = 0; b < 256 / parts.count(); b++) {
      List<Digest> unreferenced = new ArrayList<>();
      try {
        content.forEach(
            ContentKind.CHUNK,
            parts.firstByte(part) + b,
            (chunk, _) -> {
              if (seen.find(chunk) < 0) {
                unreferenced.add(chunk);
              }
            });
      } catch (CorruptDataException e) {
        // The rest cannot be listed. The verification of the index, which follows, reports why.
      }
      for (Digest chunk : unreferenced) {
        add(chunk);
      }
    }
  }

  private void submitBatch() throws IOException {
    List<Digest> chunks = batch;
    batch = new ArrayList<>();
    pipeline.submit(reader -> verify(reader, chunks));
  }

  private List<Bad> verify(ContentReader reader, List<Digest> chunks) {
    List<Bad> found = new ArrayList<>();
    for (Digest chunk : chunks) {
      try {
        ContentInfo info = reader.find(chunk);
        if (info == null) {
          throw new CorruptDataException("chunk " + chunk, "is missing");
        }
        if (info.isQuarantined()) {
          throw new CorruptDataException(
              "chunk " + chunk, "was found damaged, and is in quarantine until it is built again");
        }
        if (deep) {
          reader.read(ContentKind.CHUNK, chunk);
        }
      } catch (IOException e) {
        found.add(new Bad(chunk, e));
      }
    }
    return found;
  }

  void finish() throws IOException {
    if (!batch.isEmpty()) {
      submitBatch();
    }
    pipeline.finish();
  }

  long chunks() {
    return seen.size();
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
  }
}
