package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.Request;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * The second phase: takes requests on one by one, until the client leaves ("Transmission" of the
 * protocol document). For the connection's thread.
 */
final class Transmission {
  /** A write that is longer is not waited out; no client sends one that was told the maximum. */
  private static final long MAX_SKIPPED_BYTES = 64L << 20;

  private static final int CACHED_AT_ONCE_BYTES = 64 << 10;

  private final Desk desk;
  private final BooleanSupplier isStopping;
  private final BlockDevice device;
  private final Reads reads;
  private final Writes writes;
  private final Statuses statuses;

  Transmission(Desk desk, BooleanSupplier isStopping) {
    this.desk = desk;
    this.isStopping = isStopping;
    device = desk.session().device();
    reads = new Reads(desk);
    writes = new Writes(desk);
    statuses = new Statuses(desk);
  }

  /**
   * Serves until the client says that it leaves, or its bytes end.
   *
   * @throws ProtocolException if it breaks the protocol
   */
  void run() throws IOException {
    desk.input().beforeRead(desk.replies()::flush);
    while (desk.input().ensure(CommandNumbers.REQUEST_BYTES)) {
      ByteBuffer src = desk.input().buffer();
      if (src.getInt() != CommandNumbers.REQUEST_MAGIC) {
        throw new ProtocolException("a request does not begin as one");
      }
      Request request = Request.read(src);
      if (request.command() == CommandNumbers.DISC) {
        break;
      }
      Refusal refusal = Refusal.of(request, desk.session(), isStopping.getAsBoolean());
      if (refusal == null) {
        serve(request);
      } else {
        refuse(request, refusal);
      }
    }
    desk.replies().flush();
  }

  private void refuse(Request request, Refusal refusal) throws IOException {
    if (request.command() == CommandNumbers.WRITE) {
      if (request.length() > MAX_SKIPPED_BYTES) {
        throw new ProtocolException("a write of " + request.length() + " bytes");
      }
      if (!desk.input().skip(request.length())) {
        throw Writes.endedInside();
      }
    }
    desk.replies().failed(request.cookie(), refusal.error(), refusal.message());
  }

  private void serve(Request request) throws IOException {
    switch (request.command()) {
      case CommandNumbers.READ -> reads.serve(request);
      case CommandNumbers.WRITE -> writes.serve(request);
      case CommandNumbers.BLOCK_STATUS -> statuses.serve(request);
      case CommandNumbers.FLUSH -> desk.slow(request.cookie(), device::flush);
      case CommandNumbers.CACHE -> cache(request);
      case CommandNumbers.TRIM -> zero(request, false);
      case CommandNumbers.WRITE_ZEROES -> zero(request, request.has(CommandNumbers.FLAG_NO_HOLE));
      default -> throw new IllegalStateException("command " + request.command());
    }
  }

  private void zero(Request request, boolean keepSpace) throws IOException {
    boolean isFua = request.has(CommandNumbers.FLAG_FUA);
    desk.slow(
        request.cookie(),
        () -> {
          if (request.length() > 0) {
            device.zero(request.offset(), request.length(), keepSpace);
          }
          if (isFua) {
            device.flush();
          }
        });
  }

  /** Reads, so that whatever caches there are have it. */
  private void cache(Request request) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(request.length(), CACHED_AT_ONCE_BYTES));
    desk.slow(
        request.cookie(),
        () -> {
          long end = request.offset() + request.length();
          long at = request.offset();
          while (at < end && !desk.output().isBroken()) {
            int length = (int) Math.min(buffer.capacity(), end - at);
            device.read(at, buffer.clear().limit(length));
            at += length;
          }
        });
  }
}
