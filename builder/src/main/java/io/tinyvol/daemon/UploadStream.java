package io.tinyvol.daemon;

import io.tinyvol.builder.SourceException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A request's body as a build reads it: where it breaks off, it is the source that is wrong. */
final class UploadStream extends FilterInputStream {
  UploadStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      throw brokeOff(e);
    }
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    try {
      return super.read(bytes, start, length);
    } catch (IOException e) {
      throw brokeOff(e);
    }
  }

  private static IOException brokeOff(IOException e) {
    if (e instanceof InterruptedIOException) {
      return e; // it was cancelled
    }
    SourceException wrong = new SourceException("the body: it broke off: " + e.getMessage());
    wrong.initCause(e);
    return wrong;
  }
}
