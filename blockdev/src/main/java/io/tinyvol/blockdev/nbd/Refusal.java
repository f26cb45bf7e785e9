package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.NbdError;
import io.tinyvol.blockdev.nbd.format.Request;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not even tried ("Request types" of the protocol document).
 *
 * @param message for the client to read
 */
record Refusal(NbdError error, String message) {
  private static final Refusal UNKNOWN = new Refusal(NbdError.EINVAL, "unknown command");
  private static final Refusal FLAGS = new Refusal(NbdError.EINVAL, "flags that it does not take");
  private static final Refusal STOPPING = new Refusal(NbdError.ESHUTDOWN, "the server stops");
  private static final Refusal READ_ONLY = new Refusal(NbdError.EPERM, "the export is read-only");
  private static final Refusal TOO_LONG = new Refusal(NbdError.EINVAL, "more than 32 MiB");
  private static final Refusal TOO_LONG_IN_ONE =
      new Refusal(NbdError.EOVERFLOW, "more than 32 MiB");
  private static final Refusal OUTSIDE = new Refusal(NbdError.EINVAL, "past the end");
  private static final Refusal NO_SPACE = new Refusal(NbdError.ENOSPC, "past the end");
  private static final Refusal NOT_FAST =
      new Refusal(NbdError.ENOTSUP, "zeros that hold space are as slow as data");
  private static final Refusal NO_CONTEXT =
      new Refusal(NbdError.EINVAL, "no metadata context has been chosen");
  private static final Refusal NO_LENGTH = new Refusal(NbdError.EINVAL, "a length of zero");

  /** Why one is refused; null if it is not. */
  static @Nullable Refusal of(Request request, Session session, boolean isStopping) {
    int flags = CommandNumbers.flagsOf(request.command());
    if (flags < 0) {
      return UNKNOWN;
    }
    if ((request.flags() & ~flags) != 0) {
      return FLAGS;
    }
    if (isStopping) {
      return STOPPING;
    }
    boolean isInside = request.isInside(session.device().sizeBytes());
    return switch (request.command()) {
      case CommandNumbers.READ -> ofRead(request, session, isInside);
      case CommandNumbers.WRITE, CommandNumbers.WRITE_ZEROES, CommandNumbers.TRIM ->
          ofWrite(request, session, isInside);
      case CommandNumbers.BLOCK_STATUS -> ofStatus(request, session, isInside);
      case CommandNumbers.CACHE -> isInside ? null : OUTSIDE;
      default -> null;
    };
  }

  private static @Nullable Refusal ofRead(Request request, Session session, boolean isInside) {
    boolean isInOne = request.has(CommandNumbers.FLAG_DF);
    if (isInOne && !session.isStructured()) {
      return FLAGS;
    }
    if (request.length() > CommandNumbers.MAX_PAYLOAD_BYTES) {
      return isInOne ? TOO_LONG_IN_ONE : TOO_LONG;
    }
    return isInside ? null : OUTSIDE;
  }

  private static @Nullable Refusal ofWrite(Request request, Session session, boolean isInside) {
    if (session.device().isReadOnly()) {
      return READ_ONLY;
    }
    if (request.command() == CommandNumbers.TRIM) {
      return isInside ? null : OUTSIDE;
    }
    if (request.command() == CommandNumbers.WRITE
        && request.length() > CommandNumbers.MAX_PAYLOAD_BYTES) {
      return TOO_LONG;
    }
    if (!isInside) {
      return NO_SPACE;
    }
    boolean isSlow =
        request.has(CommandNumbers.FLAG_FAST_ZERO) && request.has(CommandNumbers.FLAG_NO_HOLE);
    return isSlow ? NOT_FAST : null;
  }

  private static @Nullable Refusal ofStatus(Request request, Session session, boolean isInside) {
    if (session.contexts().isEmpty()) {
      return NO_CONTEXT;
    }
    if (request.length() == 0) {
      return NO_LENGTH;
    }
    return isInside ? null : OUTSIDE;
  }
}
