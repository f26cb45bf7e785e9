package io.tinyvol.tar;

import io.tinyvol.tar.format.ShownName;
import io.tinyvol.tar.format.SparseMap;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tar.format.TarHeader;
import io.tinyvol.tar.format.TarHeaderFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of an archive one after the other. Owner and group are the numbers; their names
 * are ignored, as are a volume's label and times other than that of modification. Archives of
 * several volumes, incremental ones with renames and types of entries that are unknown are refused.
 *
 * <p>An archive ends with two blocks of zeros. One that ends without them, but with a whole entry,
 * is taken as whole, as GNU tar does: some writers leave them out. Not thread-safe.
 */
public final class TarReader {
  /** The longest name of GNU's own kind; no kernel takes one of more than 4095 bytes. */
  private static final int MAX_LONG_NAME_BYTES = 64 << 10;

  /** A line of a map in the data of a sparse file: a number of 64 bits. */
  private static final int MAX_MAP_LINE_BYTES = 20;

  private static final int BLOCK = TarHeaderFormat.BLOCK_BYTES;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private final byte[] scratch = new byte[64 << 10];
  private final ExtendedHeaders extended = new ExtendedHeaders();
  private byte[] currentName = {};
  private long remainingBytes;
  private int paddingBytes;
  private long readBytes;
  private boolean ended;

  /** Reads from a stream, which stays the caller's to close. */
  public TarReader(InputStream in) {
    this.in = in;
  }

  /** How many bytes of the archive have been read. */
  public long readBytes() {
    return readBytes;
  }

  /**
   * Goes to the next entry, past what is left of the one before. At the end of the archive it reads
   * on to the end of the stream, so that a damage behind is noticed.
   *
   * @return the entry, or null at the end
   * @throws TarException if the archive is damaged, cut off, or of a kind that is not read
   */
  public @Nullable TarEntry next() throws IOException {
    if (ended) {
      return null;
    }
    skipRest();
    while (true) {
      if (!readHeader()) {
        ended = true;
        return null;
      }
      TarHeader header = TarHeaderFormat.decode(block);
      try {
        if (!isExtension(header)) {
          TarEntry entry = entry(header);
          extended.forget();
          return entry;
        }
      } catch (TarException e) {
        throw TarException.of(extended.name(header.name()), e);
      }
    }
  }

  /** Whether there is one: false at the archive's end. */
  private boolean readHeader() throws IOException {
    int got = in.readNBytes(block, 0, BLOCK);
    readBytes += got;
    if (got == BLOCK && !TarHeaderFormat.isZero(block)) {
      return true;
    }
    if (got != 0 && got != BLOCK) {
      throw new TarException("the archive ends in the middle of a header" + afterEntry());
    }
    if (extended.isPending()) {
      throw new TarException("the archive ends where an entry is announced" + afterEntry());
    }
    if (got == BLOCK) {
      checkEnd();
    }
    return false;
  }

  /** Behind the first block of zeros: another, or the end of the stream. */
  private void checkEnd() throws IOException {
    int got = in.readNBytes(block, 0, BLOCK);
    readBytes += got;
    if (got == BLOCK && !TarHeaderFormat.isZero(block)) {
      throw new TarException("a block of zeros in the middle of the archive" + afterEntry());
    }
    for (int more; (more = in.read(scratch)) >= 0; ) {
      readBytes += more;
    }
  }

  private String afterEntry() {
    return currentName.length == 0 ? "" : ", after " + ShownName.of(currentName);
  }

  /** Takes headers that are about other entries; whether it was one. */
  private boolean isExtension(TarHeader header) throws IOException {
    switch (header.type()) {
      case 'x', 'X' -> extended.addLocal(content(header, ExtendedHeaders.MAX_BYTES));
      case 'g' -> extended.addGlobal(content(header, ExtendedHeaders.MAX_BYTES));
      case 'L' -> extended.setLongName(untilZero(content(header, MAX_LONG_NAME_BYTES)));
      case 'K' -> extended.setLongLinkName(untilZero(content(header, MAX_LONG_NAME_BYTES)));
      case 'V' -> content(header, 0); // a label
      default -> {
        return false;
      }
    }
    return true;
  }

  private byte[] content(TarHeader header, int maxBytes) throws IOException {
    long size = header.sizeBytes();
    if (size < 0 || size > maxBytes) {
      throw new TarException("a header of %d bytes, and %d are possible".formatted(size, maxBytes));
    }
    byte[] bytes = in.readNBytes((int) size);
    readBytes += bytes.length;
    if (bytes.length < size) {
      throw new TarException("the archive ends in the middle of an extended header");
    }
    skip(padding(size));
    return bytes;
  }

  private static byte[] untilZero(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return Arrays.copyOf(text, end);
  }

  private TarEntry entry(TarHeader header) throws IOException {
    currentName = extended.name(header.name());
    long stored = extended.number("size", header.sizeBytes());
    if (stored < 0) {
      throw new TarException("a size below zero");
    }
    // Some archives have the size of the file in what has no content.
    boolean hasContent =
        switch (header.type()) {
          case '1', '2', '3', '4', '5', '6' -> false;
          default -> true;
        };
    remainingBytes = hasContent ? stored : 0;
    paddingBytes = padding(remainingBytes);
    SparseMap pieces = null;
    long size = stored;
    if (header.type() == 'S') {
      size = TarHeaderFormat.sparseFileBytes(block);
      pieces = piecesInBlocks();
    } else if (isSparseForm1()) {
      size = extended.number("GNU.sparse.realsize", stored);
      pieces = piecesInContent();
    } else if (extended.has("GNU.sparse.size") || extended.sparseMap() != null) {
      size = extended.number("GNU.sparse.size", stored);
      pieces = extended.sparseMap() == null ? new SparseMap() : extended.sparseMap();
    }
    TarEntry entry = EntryDecoder.decode(header, extended, pieces, size);
    if (pieces != null) {
      pieces.check(size, remainingBytes);
    }
    return entry;
  }

  private boolean isSparseForm1() throws TarException {
    if (!extended.has("GNU.sparse.major")) {
      return false;
    }
    if (extended.is("GNU.sparse.major", "0")) {
      return false;
    }
    if (!extended.is("GNU.sparse.major", "1") || !extended.is("GNU.sparse.minor", "0")) {
      throw new TarException("a sparse file in an unknown form of GNU tar's");
    }
    return true;
  }

  /** GNU's old form: the first pieces in the header, more in blocks behind it. */
  private SparseMap piecesInBlocks() throws IOException {
    SparseMap pieces = new SparseMap();
    boolean more = TarHeaderFormat.piecesOfHeader(block, pieces);
    while (more) {
      int got = in.readNBytes(block, 0, BLOCK);
      readBytes += got;
      if (got < BLOCK) {
        throw new TarException("the archive ends in the middle of it");
      }
      more = TarHeaderFormat.morePieces(block, pieces);
    }
    return pieces;
  }

  /** Form 1.0: lines with numbers before the data, filled up to whole blocks. */
  private SparseMap piecesInContent() throws IOException {
    MapLines lines = new MapLines();
    SparseMap pieces = new SparseMap();
    for (long count = lines.next(); count > 0; count--) {
      pieces.add(lines.next(), lines.next());
    }
    return pieces;
  }

  private final class MapLines {
    private int at = BLOCK;

    long next() throws IOException {
      long value = 0;
      for (int digits = 0; ; digits++) {
        if (at == BLOCK) {
          readBlock();
        }
        byte b = block[at++];
        if (b == '\n' && digits > 0) {
          return value;
        }
        if (b < '0' || b > '9' || digits == MAX_MAP_LINE_BYTES || value > Long.MAX_VALUE / 10 - 1) {
          throw new TarException("a malformed map of a sparse file");
        }
        value = value * 10 + (b - '0');
      }
    }

    private void readBlock() throws IOException {
      if (remainingBytes < BLOCK) {
        throw new TarException("a map of a sparse file that is longer than what is stored");
      }
      int got = in.readNBytes(block, 0, BLOCK);
      readBytes += got;
      if (got < BLOCK) {
        throw new TarException("the archive ends in the middle of it");
      }
      remainingBytes -= BLOCK;
      at = 0;
    }
  }

  /**
   * Reads stored bytes of the present entry.
   *
   * @return how many, or -1 at their end
   * @throws TarException if the archive ends before
   */
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (remainingBytes == 0) {
      return -1;
    }
    int got = in.read(buffer, from, (int) Math.min(length, remainingBytes));
    if (got < 0) {
      throw TarException.of(currentName, "the archive ends in the middle of it");
    }
    remainingBytes -= got;
    readBytes += got;
    return got;
  }

  private void skipRest() throws IOException {
    try {
      in.skipNBytes(remainingBytes);
    } catch (EOFException _) {
      throw TarException.of(currentName, "the archive ends in the middle of it");
    }
    readBytes += remainingBytes;
    remainingBytes = 0;
    skip(paddingBytes);
    paddingBytes = 0;
  }

  /** Zeros, or at least nothing; an archive may end before the last block is full. */
  private void skip(int bytes) throws IOException {
    readBytes += in.readNBytes(scratch, 0, bytes);
  }

  private static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }
}
