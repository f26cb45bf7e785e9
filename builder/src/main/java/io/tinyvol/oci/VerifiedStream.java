package io.tinyvol.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Compares digest and size when the end is read; until then nothing of it may be relied on. */
final class VerifiedStream extends FilterInputStream {
  /** Where no size is known. */
  static final long ANY_SIZE = -1;

  private final String what;
  private final BlobDigest expected;
  private final long expectedBytes;
  private final MessageDigest digest;
  private long count;

  /** Set by the thread that reads, looked at by another when that has ended. */
  private volatile boolean verified;

  VerifiedStream(InputStream in, String what, BlobDigest expected, long expectedBytes) {
    super(in);
    this.what = what;
    this.expected = expected;
    this.expectedBytes = expectedBytes;
    this.digest = expected.algorithm().start();
  }

  /** Whether the end was read, and everything is right. */
  boolean isVerified() {
    return verified;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int got = super.read(buffer, from, length);
    if (got < 0) {
      check();
      return -1;
    }
    count += got;
    if (expectedBytes != ANY_SIZE && count > expectedBytes) {
      throw new OciException(
          "%s has more than the %d bytes that it should have".formatted(what, expectedBytes));
    }
    digest.update(buffer, from, got);
    return got;
  }

  @Override
  public long skip(long bytes) throws IOException {
    return readNBytes((int) Math.min(bytes, 1 << 16)).length;
  }

  private void check() throws OciException {
    if (verified) {
      return;
    }
    if (expectedBytes != ANY_SIZE && count != expectedBytes) {
      throw new OciException(
          "%s has %d bytes, and should have %d".formatted(what, count, expectedBytes));
    }
    if (!expected.matches(digest.digest())) {
      throw new OciException("%s does not have the digest %s".formatted(what, expected));
    }
    verified = true;
  }
}
