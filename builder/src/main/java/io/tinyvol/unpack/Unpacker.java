package io.tinyvol.unpack;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a stream by what its first bytes say it is: gzip, zstd, xz, or none of them, which is
 * taken as plain. Several streams behind one another are one.
 */
public final class Unpacker {
  private static final int MAGIC_BYTES = 6;
  private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
  private static final byte[] XZ = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};
  private static final byte[] LZ4 = {0x04, 0x22, 0x4D, 0x18};

  /** Frames to skip have the last three of these bytes, after one of 0x50 to 0x5F. */
  private static final byte[] ZSTD_SKIPPABLE = {0x2A, 0x4D, 0x18};

  /** What {@code zstd -d} takes without being asked for more: 128 MiB. */
  private static final int ZSTD_MAX_WINDOW_LOG = 27;

  /** The only way in which the library tells this from damage. */
  private static final String ZSTD_CUT_OFF = "Truncated source";

  /** {@code xz -9} needs 65 MiB. */
  private static final int XZ_MAX_MEMORY_KIB = 128 << 10;

  private Unpacker() {}

  /**
   * The plain bytes of {@code in}, which are unpacked ahead on a thread of their own. Its {@code
   * read} throws {@link UnpackException} for what is wrong with the data, and what {@code in} threw
   * for anything else.
   *
   * @param in the stream; the result closes it
   * @param budget how many plain bytes there may be
   * @param wrapper what the plain stream is read through, on that thread
   */
  public static InputStream open(
      InputStream in, UnpackBudget budget, UnaryOperator<InputStream> wrapper) {
    return new AheadStream(() -> wrapper.apply(new ByteLimit(plain(in), budget)), in);
  }

  private static InputStream plain(InputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), in);
    try {
      if (magic.length >= 2
          && (magic[0] & 0xff) == GzipStream.MAGIC_1
          && (magic[1] & 0xff) == GzipStream.MAGIC_2) {
        return new GzipStream(whole);
      }
      if (isAt(magic, 0, ZSTD) || isZstdSkippable(magic)) {
        return new Decoded(
            new ZstdInputStreamNoFinalizer(whole).setLongMax(ZSTD_MAX_WINDOW_LOG), "zstd");
      }
      if (isAt(magic, 0, XZ)) {
        return new Decoded(new XZInputStream(whole, XZ_MAX_MEMORY_KIB), "xz");
      }
    } catch (XZIOException | ZstdIOException | EOFException e) {
      throw damaged(magic[0] == XZ[0] ? "xz" : "zstd", e);
    }
    if (isAt(magic, 0, BZIP2)) {
      throw unsupported("bzip2", "bunzip2");
    }
    if (isAt(magic, 0, LZ4)) {
      throw unsupported("lz4", "lz4 -d");
    }
    return whole;
  }

  private static UnpackException unsupported(String format, String command) {
    return new UnpackException(
        "%s is not read; unpack it with '%s' and give the result on standard input"
            .formatted(format, command));
  }

  private static boolean isZstdSkippable(byte[] magic) {
    return isAt(magic, 1, ZSTD_SKIPPABLE) && (magic[0] & 0xf0) == 0x50;
  }

  private static boolean isAt(byte[] bytes, int at, byte[] expected) {
    int end = at + expected.length;
    return bytes.length >= end && Arrays.equals(bytes, at, end, expected, 0, expected.length);
  }

  static UnpackException damaged(String format, IOException e) {
    if (e instanceof EOFException || ZSTD_CUT_OFF.equals(e.getMessage())) {
      return new UnpackException("the " + format + " data is cut off", e);
    }
    if (e instanceof MemoryLimitException memory) {
      return new UnpackException(
          "the xz data needs %d KiB of memory, and %d are possible"
              .formatted(memory.getMemoryNeeded(), memory.getMemoryLimit()),
          e);
    }
    return new UnpackException("damaged " + format + " data: " + e.getMessage(), e);
  }

  /** Tells damage from what the stream below throws. */
  private static final class Decoded extends InputStream {
    private final InputStream in;
    private final String format;

    Decoded(InputStream in, String format) {
      this.in = in;
      this.format = format;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      try {
        return in.read(buffer, from, length);
      } catch (XZIOException | ZstdIOException | EOFException e) {
        throw damaged(format, e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
