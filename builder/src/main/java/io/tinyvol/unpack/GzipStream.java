package io.tinyvol.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952) with any number of members, each verified by its checksum and length.
 * Zeros behind the last are skipped; anything else there is damage. The JDK's own stream takes what
 * is not there yet ({@code available}) for the end, and so loses members that come from a pipe.
 */
final class GzipStream extends InputStream {
  static final int MAGIC_1 = 0x1f;
  static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HAS_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] packed = new byte[64 << 10];
  private int at;
  private int end;
  private boolean inMember;
  private boolean ended;
  private long members;

  GzipStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !beginMember()) {
        ended = true;
        break;
      }
      int got = inflate(buffer, from, length);
      if (got > 0) {
        return got;
      }
    }
    return -1;
  }

  private int inflate(byte[] buffer, int from, int length) throws IOException {
    try {
      int got = inflater.inflate(buffer, from, length);
      if (got > 0) {
        checksum.update(buffer, from, got);
      } else if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new UnpackException("damaged gzip data: it needs a dictionary");
      } else {
        fill();
        inflater.setInput(packed, at, end - at);
        at = end;
      }
      return got;
    } catch (DataFormatException e) {
      throw new UnpackException("damaged gzip data: " + e.getMessage(), e);
    }
  }

  private boolean beginMember() throws IOException {
    int first = next();
    while (first == 0 && members > 0) {
      first = next();
    }
    if (first < 0 && members > 0) {
      return false;
    }
    if (first != MAGIC_1 || needed() != MAGIC_2 || needed() != DEFLATE) {
      throw new UnpackException(
          members == 0 ? "damaged gzip data: no header" : "damaged gzip data: no gzip behind it");
    }
    int flags = needed();
    if ((flags & RESERVED) != 0) {
      throw new UnpackException("damaged gzip data: an unknown header");
    }
    skip(6);
    if ((flags & HAS_EXTRA) != 0) {
      skip(needed() | needed() << 8);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_CHECKSUM) != 0) {
      skip(2);
    }
    inflater.reset();
    inflater.setInput(packed, at, end - at);
    at = end;
    checksum.reset();
    members++;
    inMember = true;
    return true;
  }

  private void endMember() throws IOException {
    at = end - inflater.getRemaining();
    long expected = word();
    long length = word();
    if (expected != checksum.getValue() || length != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new UnpackException("damaged gzip data: its checksum is wrong");
    }
    inMember = false;
  }

  private long word() throws IOException {
    return needed() | needed() << 8 | needed() << 16 | (long) needed() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      needed();
    }
  }

  private void skipText() throws IOException {
    while (needed() != 0) {}
  }

  private int needed() throws IOException {
    int b = next();
    if (b < 0) {
      throw cutOff();
    }
    return b;
  }

  private int next() throws IOException {
    if (at == end) {
      int got = in.read(packed);
      if (got < 0) {
        return -1;
      }
      at = 0;
      end = got;
    }
    return packed[at++] & 0xff;
  }

  /** Reads at least a byte. */
  private void fill() throws IOException {
    if (next() < 0) {
      throw cutOff();
    }
    at--;
  }

  private static UnpackException cutOff() {
    return new UnpackException("the gzip data is cut off");
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
