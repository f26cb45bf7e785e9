package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.NbdError;
import io.tinyvol.blockdev.nbd.format.ReplyFormat;
import io.tinyvol.cas.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Replies in the form that has been agreed on, and which errors failures are to clients. */
final class Replies {
  private Replies() {}

  /** Writes a reply that says what went wrong. */
  static void error(
      ByteBuffer dst, boolean isStructured, long cookie, NbdError error, String message) {
    if (isStructured) {
      ReplyFormat.error(dst, true, cookie, error, message);
    } else {
      ReplyFormat.simple(dst, error, cookie);
    }
  }

  /** A reply of its own without data, ready to be sent. */
  static ByteBuffer done(long cookie) {
    ByteBuffer dst = ByteBuffer.allocate(CommandNumbers.SIMPLE_REPLY_BYTES);
    ReplyFormat.simple(dst, NbdError.OK, cookie);
    return dst.flip();
  }

  /** A reply of its own that says what went wrong, ready to be sent. */
  static ByteBuffer failed(boolean isStructured, long cookie, Throwable failure) {
    ByteBuffer dst = ByteBuffer.allocate(ReplyFormat.MAX_ERROR_BYTES);
    error(dst, isStructured, cookie, errorOf(failure), messageOf(failure));
    return dst.flip();
  }

  /** What a client is told of a failure. */
  static NbdError errorOf(Throwable failure) {
    return switch (failure) {
      case BufferPool.ExhaustedException e -> NbdError.ENOMEM;
      case IllegalArgumentException e -> NbdError.EINVAL;
      case IOException e when NoSpaceException.isCauseOf(e) -> NbdError.ENOSPC;
      default -> NbdError.EIO;
    };
  }

  /** The same in words. */
  static String messageOf(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
