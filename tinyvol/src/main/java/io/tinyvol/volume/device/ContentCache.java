package io.tinyvol.volume.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.format.ManifestNode;
import io.tinyvol.volume.manifest.NodeCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Chunks and manifest nodes that were read lately, plain and verified, for all devices of a store.
 * Thread-safe. Two threads that want the same chunk at once read it once.
 */
public final class ContentCache implements NodeCache {
  private static final int OVERHEAD_BYTES = 128;

  private final Cache<Digest, byte[]> chunks;
  private final Cache<Digest, ManifestNode> nodes;

  /** A cache of at most so many bytes; a fifth of them is for nodes. */
  public ContentCache(long mostBytes) {
    this.chunks =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(mostBytes / 5 * 4)
            .weigher((Digest _, byte[] chunk) -> chunk.length + OVERHEAD_BYTES)
            .build();
    this.nodes =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(mostBytes / 5)
            .weigher((Digest _, ManifestNode node) -> node.sizeBytes() + OVERHEAD_BYTES)
            .build();
  }

  /** A chunk without the zeros at its end, if it is there; for reading only. */
  @Nullable ByteBuffer find(Digest chunk) {
    byte[] bytes = chunks.getIfPresent(chunk);
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  /** The same; where it is not there it is read. */
  ByteBuffer load(Digest chunk, ContentReader reader) throws IOException {
    try {
      return ByteBuffer.wrap(chunks.get(chunk, digest -> read(digest, reader)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static byte[] read(Digest chunk, ContentReader reader) {
    try {
      ByteBuffer plain = reader.read(ContentKind.CHUNK, chunk);
      byte[] bytes = new byte[plain.remaining()];
      plain.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable ManifestNode get(Digest digest) {
    return nodes.getIfPresent(digest);
  }

  @Override
  public void put(Digest digest, ManifestNode node) {
    nodes.put(digest, node);
  }
}
