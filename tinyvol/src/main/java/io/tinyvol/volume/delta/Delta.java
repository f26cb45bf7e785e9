package io.tinyvol.volume.delta;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.volume.format.IndexPageFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The delta layers of one volume, as one: which blocks they have, and what is in them. Writes go to
 * the top, where there is one.
 *
 * <p>Thread-safe, apart from what changes the layers: {@link #installTop}, {@link #freeze}, {@link
 * #over}, {@link #seal} and {@link #close} need to be alone.
 */
public final class Delta implements Closeable {
  /** The size of a block. */
  public static final int BLOCK_BYTES = IndexPageFormat.PAGE_BYTES;

  /** The numbers of blocks are less. */
  public static final long MOST_BLOCKS = IndexPageFormat.MAX_BLOCKS;

  private static final int PIECE_BLOCKS = 256;

  private final LayerFolder folder;
  private final DeltaIndex index;

  /** By their numbers in places. */
  private final List<LayerFile> layers;

  private volatile @Nullable LayerFile top;

  private Delta(LayerFolder folder, DeltaIndex index, List<LayerFile> layers) {
    this.folder = folder;
    this.index = index;
    this.layers = new CopyOnWriteArrayList<>(layers);
  }

  /**
   * Opens layers, the oldest first, none of which is written to.
   *
   * @throws CorruptDataException if one is missing, or what was durable in it is damaged
   */
  public static Delta open(LayerFolder folder, List<UUID> uuids) throws IOException {
    Delta delta = new Delta(folder, new DeltaIndex(), List.of());
    try {
      for (UUID uuid : uuids) {
        delta.layers.add(folder.open(uuid, new Loader(delta.index, delta.layers.size())));
      }
      return delta;
    } catch (IOException | RuntimeException e) {
      delta.close();
      throw e;
    }
  }

  /** Enters what a layer has. */
  private record Loader(DeltaIndex index, int layer) implements LayerVisitor {
    @Override
    public void data(long block, int page, int checksum) {
      index.put(block, Place.of(layer, page), checksum);
    }

    @Override
    public void zeros(long block, long count) {
      index.putZeros(block, count);
    }
  }

  /** The same as it is now, which never changes, and is closed on its own. */
  public Delta snapshot() {
    layers.forEach(folder::share);
    return new Delta(folder, index.snapshot(), layers);
  }

  /** The layers, the oldest first. */
  public List<UUID> layers() {
    return layers.stream().map(LayerFile::uuid).toList();
  }

  /** Whether no layer has any block, as far as is known without looking for them. */
  public boolean isEmpty() {
    return layers.isEmpty();
  }

  /** The bytes of all blocks that are in layers, those that are zeros left out. */
  public long dataBytes() {
    return index.liveBlocks() * BLOCK_BYTES;
  }

  /** What the layers have in place of a block. */
  public enum State {
    /** Nothing: what lies under them shows. */
    ABSENT,
    /** Zeros. */
    ZEROS,
    /** Data. */
    DATA
  }

  /** What the layers have in place of a block. */
  public State stateOf(long block) {
    return state(index.find(block));
  }

  private static State state(long place) {
    return Place.isPage(place) ? State.DATA : place == Place.ZERO ? State.ZEROS : State.ABSENT;
  }

  /**
   * Where the run ends that a block is in, of blocks of the same state; at {@code endBlock} at the
   * latest, which is after the block. A run of data may be told in parts.
   */
  public long endOfRun(long block, long endBlock) {
    return switch (stateOf(block)) {
      case ABSENT -> index.firstOther(block, endBlock, Place.ABSENT);
      case ZEROS -> index.firstOther(block, endBlock, Place.ZERO);
      case DATA -> endOfData(block, endBlock);
    };
  }

  private long endOfData(long block, long endBlock) {
    int count = (int) Math.min(PIECE_BLOCKS, endBlock - block);
    Places places = find(block, count);
    int end = 1;
    while (end < count && Place.isPage(places.places[end])) {
      end++;
    }
    return block + end;
  }

  /** Where some blocks were, when it was looked. */
  public static final class Places {
    private final long firstBlock;
    private final long[] places;
    private final int[] checksums;

    private Places(long firstBlock, int count) {
      this.firstBlock = firstBlock;
      this.places = new long[count];
      this.checksums = new int[count];
    }

    /** What the layers have in place of the {@code i}-th of the blocks. */
    public State state(int i) {
      return Delta.state(places[i]);
    }

    /** Where a run of one state ends that begins at {@code i}. */
    public int endOfRun(int i) {
      State state = state(i);
      int end = i + 1;
      while (end < places.length && state(end) == state) {
        end++;
      }
      return end;
    }
  }

  /** Looks for neighbouring blocks. */
  public Places find(long block, int count) {
    Places places = new Places(block, count);
    index.find(block, count, places.places, places.checksums);
    return places;
  }

  /**
   * Reads blocks that are data, and verifies them.
   *
   * @param from the first, counted in {@code places}
   * @param dst a direct buffer, which is filled from its position to its limit with whole blocks
   * @throws CorruptDataException if one is damaged
   */
  public void read(Places places, int from, ByteBuffer dst) throws IOException {
    int i = from;
    while (dst.hasRemaining()) {
      int start = i;
      int most = start + dst.remaining() / BLOCK_BYTES;
      long place = places.places[start];
      i++;
      while (i < most && places.places[i] == place + (i - start)) {
        i++;
      }
      int bytes = (i - start) * BLOCK_BYTES;
      ByteBuffer part = dst.slice(dst.position(), bytes);
      layer(place).read(Integer.toUnsignedLong(Place.page(place)), part);
      verify(places, start, part);
      dst.position(dst.position() + bytes);
    }
  }

  private void verify(Places places, int start, ByteBuffer read) throws CorruptDataException {
    for (int at = 0; at < read.capacity(); at += BLOCK_BYTES) {
      int i = start + at / BLOCK_BYTES;
      int actual = LayerFile.checksum(read.slice(at, BLOCK_BYTES));
      if (actual != places.checksums[i]) {
        throw new CorruptDataException(
            "delta layer " + layer(places.places[i]).uuid(),
            "block %d of the volume has the checksum %08x, recorded is %08x"
                .formatted(places.firstBlock + i, actual, places.checksums[i]));
      }
    }
  }

  private LayerFile layer(long place) {
    return layers.get(Place.layer(place));
  }

  /** Whether there is a layer to write to. */
  public boolean hasTop() {
    return top != null;
  }

  /** Writes go to a new layer from now on. */
  public void installTop(NewLayer layer) {
    LayerFile file = layer.take();
    layers.add(file);
    top = file;
  }

  /** From now on writes go to the newest of the layers that were opened. */
  public void writeToLast() {
    top = layers.getLast();
  }

  /**
   * Writes neighbouring blocks.
   *
   * @param src a direct buffer, of which whole blocks are taken from its position to its limit
   */
  public void write(long block, ByteBuffer src) throws IOException {
    LayerFile file = requireTop();
    int layer = layers.size() - 1;
    int[] checksums = new int[Math.min(PIECE_BLOCKS, src.remaining() / BLOCK_BYTES)];
    long at = block;
    while (src.hasRemaining()) {
      int before = src.position();
      int page = file.append(at, src, checksums);
      int count = (src.position() - before) / BLOCK_BYTES;
      for (int i = 0; i < count; i++) {
        index.put(at + i, Place.of(layer, page + i), checksums[i]);
      }
      at += count;
    }
  }

  /** Makes blocks zeros. Nothing may be written at the same time. */
  public void zero(long block, long count) throws IOException {
    requireTop().appendZeros(block, count);
    index.putZeros(block, count);
  }

  private LayerFile requireTop() {
    LayerFile file = top;
    if (file == null) {
      throw new IllegalStateException("no layer to write to");
    }
    return file;
  }

  /** Makes durable what was written. */
  public void flush() throws IOException {
    LayerFile file = top;
    if (file != null) {
      file.flush();
    }
  }

  /** The same for the last time before {@link #close}, which makes the next opening cheaper. */
  public void seal() throws IOException {
    LayerFile file = top;
    if (file != null) {
      file.seal();
    }
  }

  /** Makes durable what was written, and writes no more to the top: there is none then. */
  public void freeze() throws IOException {
    seal();
    top = null;
  }

  /**
   * The same writes over other layers, which hold the same or are in part under the delta now; this
   * one is to be closed then. Nothing may be written meanwhile.
   *
   * @param frozen the layers under the top, the oldest first
   */
  public Delta over(List<UUID> frozen) throws IOException {
    Delta next = open(folder, frozen);
    try {
      LayerFile file = top;
      if (file != null) {
        int number = next.layers.size();
        folder.share(file);
        next.layers.add(file);
        file.visit(new Loader(next.index, number));
        next.top = file;
      }
      return next;
    } catch (IOException | RuntimeException e) {
      next.close();
      throw e;
    }
  }

  /** How many blocks were written to layers whose place others have taken, or zeros. */
  public long deadBlocks() {
    return index.deadBlocks();
  }

  /** How many blocks are in layers, those that are zeros left out. */
  public long liveBlocks() {
    return index.liveBlocks();
  }

  /** Gives up all layers. */
  @Override
  public void close() {
    layers.forEach(folder::release);
    layers.clear();
  }
}
