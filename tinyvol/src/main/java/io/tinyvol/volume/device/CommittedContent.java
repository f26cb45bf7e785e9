package io.tinyvol.volume.device;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.lease.Lease;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ChunkLoader;
import io.tinyvol.volume.manifest.ManifestDiff;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.PieceSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest has, read at positions through a cache, and held until it is closed: its volume
 * may be removed, or get other content, meanwhile. Thread-safe.
 */
final class CommittedContent implements Closeable {
  private static final byte[] ZEROS = new byte[64 << 10];

  private final ContentStore store;
  private final ContentCache cache;
  private final Digest root;
  private final VolumeGeometry geometry;
  private final Lease lease;

  /** As many as there were threads at once; what they keep is little, for nodes are shared. */
  private final ConcurrentLinkedDeque<Lookup> idle = new ConcurrentLinkedDeque<>();

  /** What one thread at a time reads with. */
  private static final class Lookup {
    final ContentReader nodes;
    final ContentReader chunks;
    final ManifestReader manifest;
    @Nullable Extent last;

    Lookup(ContentStore store, Digest root, ContentCache cache) throws IOException {
      this.nodes = store.newReader();
      this.chunks = store.newReader();
      try {
        this.manifest = new ManifestReader(nodes, root, cache);
      } catch (IOException | RuntimeException e) {
        close();
        throw e;
      }
    }

    @Nullable Extent extentAtOrAfter(long block) throws IOException {
      Extent extent = last;
      if (extent == null || block < extent.startBlock() || block >= extent.endBlock()) {
        extent = manifest.firstExtentAtOrAfter(block);
        last = extent;
      }
      return extent;
    }

    void close() {
      nodes.close();
      chunks.close();
    }
  }

  /** The content of the manifest with this root; the store and the cache stay the caller's. */
  CommittedContent(ContentStore store, ContentCache cache, Digest root) throws IOException {
    this.store = store;
    this.cache = cache;
    this.root = root;
    this.lease = store.leases().open("a reader of manifest " + root).hold(root).settle();
    Lookup first;
    try {
      first = new Lookup(store, root, cache);
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
    this.geometry = first.manifest.geometry();
    idle.add(first);
  }

  /** Another reader of the same, which is closed on its own. */
  CommittedContent share() throws IOException {
    return new CommittedContent(store, cache, root);
  }

  Digest root() {
    return root;
  }

  VolumeGeometry geometry() {
    return geometry;
  }

  private interface Use<T> {
    T with(Lookup lookup) throws IOException;
  }

  private <T> T use(Use<T> use) throws IOException {
    Lookup lookup = idle.pollFirst();
    Lookup own = lookup == null ? new Lookup(store, root, cache) : lookup;
    try {
      return use.with(own);
    } finally {
      idle.addFirst(own);
    }
  }

  /**
   * Fills a buffer; what lies after the volume's end is zeros.
   *
   * @param onlyIfQuick whether to give up where a chunk is not in the cache
   * @return whether it was filled; if not, its position means nothing
   */
  boolean read(long offsetBytes, ByteBuffer dst, boolean onlyIfQuick) throws IOException {
    return use(lookup -> read(lookup, offsetBytes, dst, onlyIfQuick));
  }

  private boolean read(Lookup lookup, long offsetBytes, ByteBuffer dst, boolean onlyIfQuick)
      throws IOException {
    int blockBytes = geometry.blockBytes();
    long at = offsetBytes;
    while (dst.hasRemaining()) {
      Extent extent = lookup.extentAtOrAfter(at / blockBytes);
      long start = extent == null ? Long.MAX_VALUE : extent.startBlock() * blockBytes;
      if (extent == null || start > at) {
        int length = (int) Math.min(dst.remaining(), start - at);
        putZeros(dst, length);
        at += length;
        continue;
      }
      int length = (int) Math.min(dst.remaining(), extent.endBlock() * blockBytes - at);
      int chunkOffset = extent.chunkOffsetBlocks() * blockBytes + (int) (at - start);
      Digest digest = extent.chunk();
      ByteBuffer chunk = cache.find(digest);
      if (chunk == null) {
        if (onlyIfQuick) {
          return false;
        }
        chunk = cache.load(digest, lookup.chunks);
      }
      ChunkLoader.copy(digest, chunk, extent.chunkBytes(), chunkOffset, length, dst);
      at += length;
    }
    return true;
  }

  static void putZeros(ByteBuffer dst, int length) {
    for (int left = length; left > 0; left -= ZEROS.length) {
      dst.put(ZEROS, 0, Math.min(left, ZEROS.length));
    }
  }

  /** What the manifest has from a position on; null is zeros. */
  PieceSource.Piece pieceAt(long offsetBytes) throws IOException {
    return use(
        lookup -> {
          long blockBytes = geometry.blockBytes();
          Extent extent = lookup.extentAtOrAfter(offsetBytes / blockBytes);
          long start = extent == null ? Long.MAX_VALUE : extent.startBlock() * blockBytes;
          if (extent == null || start > offsetBytes) {
            return new PieceSource.Piece(null, start);
          }
          int offset = (int) (extent.chunkOffsetBlocks() * blockBytes + (offsetBytes - start));
          ManifestDiff.Content content =
              new ManifestDiff.Content(extent.chunk(), offset, extent.chunkBytes());
          return new PieceSource.Piece(content, extent.endBlock() * blockBytes);
        });
  }

  /** The chunks of a range that are not in the cache, without those that come twice in a row. */
  List<Digest> missing(long offsetBytes, long endBytes) throws IOException {
    return use(
        lookup -> {
          List<Digest> missing = new ArrayList<>();
          long block = offsetBytes / geometry.blockBytes();
          long end =
              Math.ceilDiv(Math.min(endBytes, geometry.virtualBytes()), geometry.blockBytes());
          while (block < end) {
            Extent extent = lookup.extentAtOrAfter(block);
            if (extent == null || extent.startBlock() >= end) {
              break;
            }
            boolean isNew = missing.isEmpty() || !missing.getLast().equals(extent.chunk());
            if (isNew && cache.find(extent.chunk()) == null) {
              missing.add(extent.chunk());
            }
            block = extent.endBlock();
          }
          return missing;
        });
  }

  /** Reads a chunk into the cache. */
  void load(Digest chunk) throws IOException {
    use(lookup -> cache.load(chunk, lookup.chunks));
  }

  /** Nobody may use it meanwhile or later. */
  @Override
  public void close() {
    for (Lookup lookup = idle.poll(); lookup != null; lookup = idle.poll()) {
      lookup.close();
    }
    lease.close();
  }
}
