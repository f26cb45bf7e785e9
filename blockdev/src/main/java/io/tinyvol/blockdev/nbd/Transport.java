package io.tinyvol.blockdev.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection's bytes, plain or encrypted. One thread reads while one writes, which callers see
 * to; all others may only close it, which ends both.
 */
sealed interface Transport extends Closeable permits PlainTransport, TlsTransport {
  /** Reads some bytes; -1 at the end. */
  int read(ByteBuffer dst) throws IOException;

  /** Writes all bytes of some buffers. */
  void write(ByteBuffer... srcs) throws IOException;

  /** Lets a read that waits, and all after it, come to the end; what is written still arrives. */
  void shutdownInput() throws IOException;

  /** Says goodbye, where that is usual; nothing is written afterwards. */
  void end() throws IOException;

  @Override
  void close() throws IOException;
}
