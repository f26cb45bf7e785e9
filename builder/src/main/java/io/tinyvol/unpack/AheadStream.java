package io.tinyvol.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream ahead on a thread of its own, a few buffers far, so that unpacking and what is
 * done with the result overlap. What the stream throws is thrown by {@link #read}, from when the
 * whole buffers before it have been read. For one reading thread.
 */
final class AheadStream extends InputStream {
  private static final int BUFFERS = 4;
  private static final int BUFFER_BYTES = 256 << 10;

  /** A read of a pipe cannot be ended from outside: closing waits no longer for it. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private static final Filled END = new Filled(new byte[0], 0, null);

  private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
  private final Thread thread;
  private volatile boolean stopped;
  private @Nullable Filled current;
  private int at;

  /** Makes the stream to read, on the thread that reads it. */
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  private record Filled(byte[] bytes, int length, @Nullable Throwable failure) {}

  /** Starts to read at once; {@code below} is closed where {@code opener} gives no stream. */
  AheadStream(Opener opener, InputStream below) {
    for (int i = 0; i < BUFFERS; i++) {
      empty.add(new byte[BUFFER_BYTES]);
    }
    thread = Thread.ofPlatform().daemon().name("tinyvol-unpack").start(() -> run(opener, below));
  }

  private void run(Opener opener, InputStream below) {
    Filled last = END;
    // The thread closes what it reads: nothing may be closed under a running read.
    try (below;
        InputStream in = opener.open()) {
      while (!stopped) {
        byte[] buffer = empty.take();
        int length = in.readNBytes(buffer, 0, buffer.length);
        if (length > 0) {
          filled.add(new Filled(buffer, length, null));
        }
        if (length < buffer.length) {
          break;
        }
      }
    } catch (InterruptedException _) {
      return; // closed
    } catch (IOException | RuntimeException | Error e) {
      last = new Filled(new byte[0], 0, e);
    }
    filled.add(last);
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
    Filled now = current;
    if (now == null || (at == now.length() && now.length() > 0)) {
      now = takeNext(now);
    }
    if (now.length() == 0) {
      throwFailure(now.failure());
      return -1;
    }
    int count = Math.min(length, now.length() - at);
    System.arraycopy(now.bytes(), at, buffer, from, count);
    at += count;
    return count;
  }

  private Filled takeNext(@Nullable Filled before) throws IOException {
    try {
      if (before != null) {
        empty.add(before.bytes());
      }
      Filled next = filled.take();
      at = 0;
      current = next;
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private static void throwFailure(@Nullable Throwable failure) throws IOException {
    switch (failure) {
      case null -> {}
      case IOException io -> throw io;
      case RuntimeException r -> throw r;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }

  /** Ends the thread, which closes the stream. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      if (!thread.join(MAX_WAIT)) {
        return; // it ends with its read
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
