package io.tinyvol.blockdev.nbd.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the data of options ("Option types" of the protocol document) from an untrusted client. */
public final class OptionReader {
  private final ByteBuffer data;

  private OptionReader(byte[] data) {
    this.data = ByteBuffer.wrap(data);
  }

  /**
   * What INFO and GO ask.
   *
   * @param name the export's; empty for the default
   * @param infos which kinds of information are wished for
   */
  public record ExportQuery(String name, Set<Integer> infos) {}

  /**
   * What LIST_META_CONTEXT and SET_META_CONTEXT ask.
   *
   * @param name the export's; empty for the default
   * @param queries names of contexts, or how they begin
   */
  public record ContextQuery(String name, List<String> queries) {}

  /** The data of an option that has none. */
  public static void nothing(byte[] data) throws MalformedOptionException {
    new OptionReader(data).end();
  }

  /** The data of INFO and GO. */
  public static ExportQuery exportQuery(byte[] data) throws MalformedOptionException {
    OptionReader reader = new OptionReader(data);
    String name = reader.string();
    int count = reader.number(2);
    Set<Integer> infos = new HashSet<>();
    for (int i = 0; i < count; i++) {
      infos.add(reader.number(2));
    }
    reader.end();
    return new ExportQuery(name, infos);
  }

  /** The data of LIST_META_CONTEXT and SET_META_CONTEXT. */
  public static ContextQuery contextQuery(byte[] data) throws MalformedOptionException {
    OptionReader reader = new OptionReader(data);
    String name = reader.string();
    int count = reader.number(4);
    List<String> queries = new ArrayList<>();
    for (int i = 0; i != count; i++) { // unsigned: a wrong one ends where the data does
      queries.add(reader.string());
    }
    reader.end();
    return new ContextQuery(name, queries);
  }

  /** The data of EXPORT_NAME, which is all name. */
  public static String exportName(byte[] data) throws MalformedOptionException {
    return new OptionReader(data).text(data.length);
  }

  private String string() throws MalformedOptionException {
    return text(number(4));
  }

  private int number(int bytes) throws MalformedOptionException {
    if (data.remaining() < bytes) {
      throw new MalformedOptionException("the option's data is too short");
    }
    return bytes == 2 ? data.getShort() & 0xffff : data.getInt();
  }

  private String text(int bytes) throws MalformedOptionException {
    if (bytes < 0 || bytes > HandshakeNumbers.MAX_STRING_BYTES) {
      throw new MalformedOptionException("a string is longer than 4096 bytes");
    }
    if (data.remaining() < bytes) {
      throw new MalformedOptionException("the option's data is too short");
    }
    ByteBuffer slice = data.slice(data.position(), bytes);
    data.position(data.position() + bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
      if (text.indexOf('\0') >= 0) {
        throw new MalformedOptionException("a string has a NUL in it");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedOptionException("a string is not UTF-8");
    }
  }

  private void end() throws MalformedOptionException {
    if (data.hasRemaining()) {
      throw new MalformedOptionException("the option has more data than it takes");
    }
  }
}
