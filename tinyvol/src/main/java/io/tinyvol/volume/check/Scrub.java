package io.tinyvol.volume.check;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads all content of a store, in 256 portions by the first byte of its digest, and puts chunks
 * that are damaged into quarantine. In one thread, beside whatever else goes on.
 */
public final class Scrub {
  /** How many portions there are. */
  public static final int PORTIONS = 256;

  private final ContentStore content;

  /** Scrubs a store, which is opened for writing. */
  public Scrub(ContentStore content) {
    this.content = content;
  }

  /**
   * What one portion came to.
   *
   * @param read chunks and nodes that were read
   * @param damaged chunks and nodes that are damaged, those included that were in quarantine before
   */
  public record Result(long read, List<Digest> damaged) {
    /** Takes a copy. */
    public Result {
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * Reads a portion.
   *
   * @param portion 0 to 255
   * @param progress is told of each piece's bytes
   */
  public Result run(int portion, Progress progress) throws IOException {
    List<Digest> damaged = new ArrayList<>();
    long read = 0;
    try (ContentReader reader = content.newReader()) {
      for (ContentKind kind : ContentKind.values()) {
        List<Digest> digests = new ArrayList<>();
        content.forEach(kind, portion, (digest, _) -> digests.add(digest));
        for (Digest digest : digests) {
          if (!isWhole(reader, kind, digest, progress)) {
            damaged.add(digest);
            if (kind == ContentKind.CHUNK) {
              content.pruner().quarantine(digest);
            }
          }
          read++;
        }
      }
    }
    return new Result(read, damaged);
  }

  /** What is wrong only once came from the way to it; what is gone meanwhile has been collected. */
  private boolean isWhole(ContentReader reader, ContentKind kind, Digest digest, Progress progress)
      throws IOException {
    for (int tries = 0; tries < 2; tries++) {
      try {
        progress.advance(reader.read(kind, digest).remaining());
        return true;
      } catch (CorruptDataException e) {
        if (!content.contains(kind, digest)) {
          return true;
        }
      }
    }
    return false;
  }
}
