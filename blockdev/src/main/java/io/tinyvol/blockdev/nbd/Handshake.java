package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import io.tinyvol.blockdev.nbd.format.MalformedOptionException;
import io.tinyvol.blockdev.nbd.format.OptionReader;
import io.tinyvol.blockdev.nbd.format.OptionReplyFormat;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The first phase, in fixed newstyle: a client asks, and chooses what it uses ("Handshake phase" of
 * the protocol document). For the connection's thread.
 */
final class Handshake {
  /** Room for a name and a few contexts. */
  private static final int MAX_OPTION_BYTES = 16 << 10;

  /** What is longer than this is not waited out. */
  private static final long MAX_SKIPPED_BYTES = 1 << 20;

  private final PlainTransport plain;
  private final BufferPool pool;
  private final Optional<TlsOptions> tls;
  private final Supplier<Negotiation> start;
  private Transport transport;
  private Input input;
  private Negotiation negotiation;
  private boolean hasZeroes;

  /**
   * One that has not begun.
   *
   * @param start makes a negotiation in which nothing has been chosen
   */
  Handshake(
      PlainTransport plain,
      BufferPool pool,
      Optional<TlsOptions> tls,
      Supplier<Negotiation> start) {
    this.plain = plain;
    this.pool = pool;
    this.tls = tls;
    this.start = start;
    transport = plain;
    input = new Input(plain, pool);
    negotiation = start.get();
  }

  /** What the client's further bytes come from. */
  Input input() {
    return input;
  }

  /** What replies go to. */
  Transport transport() {
    return transport;
  }

  /**
   * Answers until the client uses an export.
   *
   * @return what it uses; null if it left
   * @throws ProtocolException if it broke the protocol, or cannot be told that it gets nothing
   */
  @Nullable Session run() throws IOException {
    transport.write(OptionReplyFormat.greeting());
    if (!input.ensure(Integer.BYTES)) {
      return null;
    }
    int flags = input.buffer().getInt();
    if ((flags & ~(HandshakeNumbers.FIXED_NEWSTYLE | HandshakeNumbers.NO_ZEROES)) != 0) {
      throw new ProtocolException("unknown flags of the client: " + Integer.toHexString(flags));
    }
    hasZeroes = (flags & HandshakeNumbers.NO_ZEROES) == 0;
    while (input.ensure(HandshakeNumbers.OPTION_HEADER_BYTES)) {
      ByteBuffer src = input.buffer();
      if (src.getLong() != HandshakeNumbers.OPTION_MAGIC) {
        throw new ProtocolException("an option does not begin as one");
      }
      int option = src.getInt();
      byte[] data = data(option, Integer.toUnsignedLong(src.getInt()));
      if (data == null) {
        continue;
      }
      if (option == HandshakeNumbers.OPT_ABORT) {
        send(OptionReplyFormat.ack(option));
        return null;
      }
      Session session = answer(option, data);
      if (session != null) {
        return session;
      }
    }
    return null;
  }

  /** An option's data; null if there was too much of it, which has been said. */
  private byte @Nullable [] data(int option, long length) throws IOException {
    if (length <= MAX_OPTION_BYTES) {
      byte[] data = new byte[(int) length];
      if (!input.readFully(ByteBuffer.wrap(data))) {
        throw new EOFException("the client left in the middle of an option");
      }
      return data;
    }
    if (length > MAX_SKIPPED_BYTES || option == HandshakeNumbers.OPT_EXPORT_NAME) {
      throw new ProtocolException("an option with " + length + " bytes of data");
    }
    if (!input.skip(length)) {
      throw new EOFException("the client left in the middle of an option");
    }
    error(option, HandshakeNumbers.REP_ERR_TOO_BIG, "more data than is taken");
    return null;
  }

  private @Nullable Session answer(int option, byte[] data) throws IOException {
    boolean isBare = tls.isPresent() && tls.get().isRequired() && transport == plain;
    if (option == HandshakeNumbers.OPT_EXPORT_NAME) {
      if (isBare) {
        throw new ProtocolException("an export without TLS, which is required");
      }
      return exportName(data);
    }
    if (isBare && option != HandshakeNumbers.OPT_STARTTLS) {
      error(option, HandshakeNumbers.REP_ERR_TLS_REQD, "TLS is required");
      return null;
    }
    try {
      return choose(option, data);
    } catch (MalformedOptionException e) {
      error(option, HandshakeNumbers.REP_ERR_INVALID, Replies.messageOf(e));
    } catch (NoSuchFileException e) {
      String message = "there is no export '" + Replies.messageOf(e) + "'";
      error(option, HandshakeNumbers.REP_ERR_UNKNOWN, message);
    } catch (SendException e) {
      throw e;
    } catch (IOException e) {
      error(option, HandshakeNumbers.REP_ERR_POLICY, Replies.messageOf(e));
    }
    return null;
  }

  private @Nullable Session choose(int option, byte[] data) throws IOException {
    switch (option) {
      case HandshakeNumbers.OPT_LIST -> negotiation.list(option, data, this::send);
      case HandshakeNumbers.OPT_INFO -> negotiation.info(option, data, this::send);
      case HandshakeNumbers.OPT_STRUCTURED_REPLY ->
          negotiation.structuredReply(option, data, this::send);
      case HandshakeNumbers.OPT_LIST_META_CONTEXT ->
          negotiation.listContexts(option, data, this::send);
      case HandshakeNumbers.OPT_SET_META_CONTEXT ->
          negotiation.setContexts(option, data, this::send);
      case HandshakeNumbers.OPT_GO -> {
        return negotiation.go(option, data, this::send);
      }
      case HandshakeNumbers.OPT_STARTTLS -> startTls(option, data);
      default -> error(option, HandshakeNumbers.REP_ERR_UNSUP, "not known here");
    }
    return null;
  }

  private Session exportName(byte[] data) throws IOException {
    Session session;
    try {
      session = negotiation.exportName(data);
    } catch (NoSuchFileException e) {
      throw refused("there is no export '" + Replies.messageOf(e) + "'", e);
    } catch (IOException e) {
      throw refused(Replies.messageOf(e), e);
    }
    int flags = CommandNumbers.exportFlags(session.device().isReadOnly(), session.isStructured());
    long size = session.device().sizeBytes();
    try {
      send(OptionReplyFormat.exportNameReply(size, flags, hasZeroes));
    } catch (IOException e) {
      negotiation.giveUp(session);
      throw e;
    }
    return session;
  }

  private static ProtocolException refused(String message, IOException cause) {
    ProtocolException refused = new ProtocolException(message);
    refused.initCause(cause);
    return refused;
  }

  /** From here all begins anew: what was said before may have been said by somebody else. */
  private void startTls(int option, byte[] data) throws IOException {
    OptionReader.nothing(data);
    if (tls.isEmpty()) {
      error(option, HandshakeNumbers.REP_ERR_UNSUP, "there is no TLS here");
      return;
    }
    if (transport != plain) {
      throw new MalformedOptionException("TLS has been started");
    }
    if (input.buffer().hasRemaining()) {
      throw new SendException(new ProtocolException("bytes in plain after STARTTLS"));
    }
    send(OptionReplyFormat.ack(option));
    input.close();
    try {
      transport = TlsTransport.accept(plain, tls.get());
    } catch (IOException e) {
      throw new SendException(e);
    }
    input = new Input(transport, pool);
    negotiation = start.get();
  }

  /** The connection itself does not work, so that no reply would arrive. */
  static final class SendException extends IOException {
    private static final long serialVersionUID = 1L;

    SendException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private void error(int option, int type, String message) throws IOException {
    send(OptionReplyFormat.error(option, type, message));
  }

  private void send(ByteBuffer reply) throws IOException {
    try {
      transport.write(reply);
    } catch (IOException e) {
      throw new SendException(e);
    }
  }
}
