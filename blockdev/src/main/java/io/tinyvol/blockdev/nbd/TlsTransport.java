package io.tinyvol.blockdev.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** TLS over a socket. */
final class TlsTransport implements Transport {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RECORDS_AT_ONCE = 4;

  private final PlainTransport plain;
  private final SSLEngine engine;
  private final ReentrantLock wrapping = new ReentrantLock();
  private final ByteBuffer netIn;
  private final ByteBuffer netOut;
  private final ByteBuffer appIn;

  private TlsTransport(PlainTransport plain, SSLEngine engine) {
    this.plain = plain;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    netIn = ByteBuffer.allocateDirect(packet * 2).flip();
    netOut = ByteBuffer.allocateDirect(packet * RECORDS_AT_ONCE);
    appIn = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  /**
   * Shakes hands with a client that has begun to.
   *
   * @throws javax.net.ssl.SSLException if they do not come to terms
   */
  static TlsTransport accept(PlainTransport plain, TlsOptions options) throws IOException {
    SSLEngine engine = options.context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(options.wantsClientCertificate());
    engine.setEnabledProtocols(new String[] {"TLSv1.3"}); // 1.2 has renegotiation
    TlsTransport tls = new TlsTransport(plain, engine);
    engine.beginHandshake();
    tls.shakeHands();
    return tls;
  }

  private void shakeHands() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_TASK -> runTasks();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (unwrap() < 0) {
            throw new EOFException("the client left while TLS was agreed on");
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Takes one record, if {@link #appIn} is empty; -1 at the end. */
  private int unwrap() throws IOException {
    while (true) {
      appIn.clear();
      SSLEngineResult result = engine.unwrap(netIn, appIn);
      appIn.flip();
      if (result.getStatus() == Status.CLOSED) {
        return -1;
      }
      if (result.getStatus() != Status.BUFFER_UNDERFLOW) {
        return appIn.remaining();
      }
      netIn.compact();
      int count = plain.read(netIn);
      netIn.flip();
      if (count < 0) {
        return -1;
      }
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    while (!appIn.hasRemaining()) {
      if (unwrap() < 0) {
        return -1;
      }
      if (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        wrapping.lock(); // new keys are agreed on, which whoever writes must not meet half-way
        try {
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
          }
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrap(NOTHING);
          }
        } finally {
          wrapping.unlock();
        }
      }
    }
    int count = Math.min(appIn.remaining(), dst.remaining());
    dst.put(dst.position(), appIn, appIn.position(), count);
    dst.position(dst.position() + count);
    appIn.position(appIn.position() + count);
    return count;
  }

  @Override
  public void write(ByteBuffer... srcs) throws IOException {
    wrapping.lock();
    try {
      for (ByteBuffer src : srcs) {
        while (src.hasRemaining()) {
          wrap(src);
        }
      }
    } finally {
      wrapping.unlock();
    }
  }

  /** Wraps and sends some of {@code src}, or what a handshake has to say. */
  private void wrap(ByteBuffer src) throws IOException {
    netOut.clear();
    int packet = engine.getSession().getPacketBufferSize();
    do {
      SSLEngineResult result = engine.wrap(src, netOut);
      if (result.getStatus() == Status.CLOSED && src.hasRemaining()) {
        throw new EOFException("TLS has ended");
      }
    } while (src.hasRemaining() && netOut.remaining() >= packet);
    netOut.flip();
    plain.write(netOut);
  }

  @Override
  public void shutdownInput() throws IOException {
    plain.shutdownInput();
  }

  @Override
  public void end() throws IOException {
    wrapping.lock();
    try {
      engine.closeOutbound();
      wrap(NOTHING);
    } finally {
      wrapping.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
