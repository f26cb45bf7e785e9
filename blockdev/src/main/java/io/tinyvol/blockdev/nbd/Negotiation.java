package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import io.tinyvol.blockdev.nbd.format.MalformedOptionException;
import io.tinyvol.blockdev.nbd.format.MetaContext;
import io.tinyvol.blockdev.nbd.format.OptionReader;
import io.tinyvol.blockdev.nbd.format.OptionReader.ContextQuery;
import io.tinyvol.blockdev.nbd.format.OptionReader.ExportQuery;
import io.tinyvol.blockdev.nbd.format.OptionReplyFormat;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client has chosen so far, and the answers to the options that choose ("Option types" of
 * the protocol document). For one thread.
 */
final class Negotiation {
  private final String client;
  private final Exports exports;
  private final NbdEvents events;
  private boolean isStructured;
  private Set<MetaContext> contexts = EnumSet.noneOf(MetaContext.class);
  private @Nullable String contextsOf;

  Negotiation(String client, Exports exports, NbdEvents events) {
    this.client = client;
    this.exports = exports;
    this.events = events;
  }

  /** Where replies go. */
  interface Sink {
    /** Sends one. */
    void send(ByteBuffer reply) throws IOException;
  }

  /** LIST. */
  void list(int option, byte[] data, Sink sink) throws IOException {
    OptionReader.nothing(data);
    for (String name : exports.names()) {
      if (name.getBytes(StandardCharsets.UTF_8).length <= HandshakeNumbers.MAX_STRING_BYTES) {
        sink.send(OptionReplyFormat.server(option, name));
      }
    }
    sink.send(OptionReplyFormat.ack(option));
  }

  /** STRUCTURED_REPLY. */
  void structuredReply(int option, byte[] data, Sink sink) throws IOException {
    OptionReader.nothing(data);
    isStructured = true;
    sink.send(OptionReplyFormat.ack(option));
  }

  /** LIST_META_CONTEXT. */
  void listContexts(int option, byte[] data, Sink sink) throws IOException {
    ContextQuery query = contextQuery(data);
    for (MetaContext context : MetaContext.values()) {
      if (query.queries().isEmpty() || query.queries().stream().anyMatch(context::isListed)) {
        sink.send(OptionReplyFormat.context(option, context.id(), context.contextName()));
      }
    }
    sink.send(OptionReplyFormat.ack(option));
  }

  /** SET_META_CONTEXT. */
  void setContexts(int option, byte[] data, Sink sink) throws IOException {
    contexts = EnumSet.noneOf(MetaContext.class);
    contextsOf = null;
    ContextQuery query = contextQuery(data);
    for (MetaContext context : MetaContext.values()) {
      if (query.queries().stream().anyMatch(context::isNamed)) {
        contexts.add(context);
        sink.send(OptionReplyFormat.context(option, context.id(), context.contextName()));
      }
    }
    contextsOf = query.name();
    sink.send(OptionReplyFormat.ack(option));
  }

  private ContextQuery contextQuery(byte[] data) throws IOException {
    ContextQuery query = OptionReader.contextQuery(data);
    if (!isStructured) {
      throw new MalformedOptionException("contexts need structured replies");
    }
    String name = resolve(query.name());
    if (exports.find(name).isEmpty()) {
      throw new NoSuchFileException(query.name());
    }
    return query;
  }

  /** INFO. */
  void info(int option, byte[] data, Sink sink) throws IOException {
    ExportQuery query = OptionReader.exportQuery(data);
    String name = resolve(query.name());
    Optional<Exports.Facts> facts = exports.find(name);
    if (facts.isEmpty()) {
      throw new NoSuchFileException(query.name());
    }
    tell(option, query, name, facts.get(), sink);
  }

  /** GO, which opens the export. */
  Session go(int option, byte[] data, Sink sink) throws IOException {
    ExportQuery query = OptionReader.exportQuery(data);
    String name = resolve(query.name());
    Optional<Exports.Facts> facts = exports.find(name);
    if (facts.isEmpty()) {
      throw new NoSuchFileException(query.name());
    }
    Session session = open(query.name(), name);
    BlockDevice device = session.device();
    try {
      Exports.Facts real =
          new Exports.Facts(device.sizeBytes(), device.isReadOnly(), facts.get().description());
      tell(option, query, name, real, sink);
    } catch (IOException | RuntimeException e) {
      giveUp(session);
      throw e;
    }
    return session;
  }

  /** EXPORT_NAME, whose answer the caller sends. */
  Session exportName(byte[] data) throws IOException {
    String asked = OptionReader.exportName(data);
    return open(asked, resolve(asked));
  }

  private Session open(String asked, String name) throws IOException {
    Set<MetaContext> chosen =
        asked.equals(contextsOf) ? Set.copyOf(contexts) : Set.<MetaContext>of();
    return new Session(client, name, exports.open(name), isStructured, chosen);
  }

  /** Closes what was opened for a client that did not come to use it. */
  void giveUp(Session session) {
    try {
      session.device().close();
    } catch (IOException e) {
      events.failed(client, session.export(), e);
    }
  }

  private void tell(int option, ExportQuery query, String name, Exports.Facts facts, Sink sink)
      throws IOException {
    int flags = CommandNumbers.exportFlags(facts.isReadOnly(), isStructured);
    sink.send(OptionReplyFormat.exportInfo(option, facts.sizeBytes(), flags));
    sink.send(
        OptionReplyFormat.blockSizeInfo(
            option, 1, BlockDevice.BLOCK_BYTES, CommandNumbers.MAX_PAYLOAD_BYTES));
    if (query.infos().contains(HandshakeNumbers.INFO_NAME)) {
      sink.send(OptionReplyFormat.textInfo(option, HandshakeNumbers.INFO_NAME, name));
    }
    if (query.infos().contains(HandshakeNumbers.INFO_DESCRIPTION)
        && !facts.description().isEmpty()) {
      sink.send(
          OptionReplyFormat.textInfo(
              option, HandshakeNumbers.INFO_DESCRIPTION, facts.description()));
    }
    sink.send(OptionReplyFormat.ack(option));
  }

  /** The name that the empty one stands for, if there is just one export; else the name itself. */
  private String resolve(String name) throws IOException {
    List<String> names = name.isEmpty() ? exports.names() : List.of();
    return names.size() == 1 ? names.getFirst() : name;
  }
}
