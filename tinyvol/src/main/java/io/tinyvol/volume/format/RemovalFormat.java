package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The payload of the file {@code volumes/.removing}, which names volumes that are removed together
 * (see docs/store-format.md):
 *
 * <pre>
 * 0  4  number of names, then for each, ascending: length in bytes (1), ASCII
 * </pre>
 */
public final class RemovalFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVRM", 1);

  private RemovalFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(SortedSet<String> names) {
    int bytes = 4;
    for (String name : names) {
      bytes += 1 + VolumeNames.check(name).length();
    }
    ByteBuffer frame = FRAME.start(bytes);
    frame.putInt(names.size());
    for (String name : names) {
      frame.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    }
    return FRAME.finish(frame);
  }

  /**
   * Reads the whole file. All names are valid ones: none leads out of the folder.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static SortedSet<String> decode(byte[] file, String what) throws IOException {
    ByteBuffer payload = FRAME.payload(file, what);
    try {
      SortedSet<String> names = names(payload);
      if (payload.hasRemaining()) {
        throw new CorruptDataException(what, payload.remaining() + " bytes too many");
      }
      return names;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new CorruptDataException(what, "malformed: " + e, e);
    }
  }

  private static SortedSet<String> names(ByteBuffer payload) {
    int count = payload.getInt();
    if (count < 0 || count > payload.remaining()) {
      throw new IllegalArgumentException(count + " names");
    }
    SortedSet<String> names = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      byte[] ascii = new byte[Byte.toUnsignedInt(payload.get())];
      payload.get(ascii);
      String name = VolumeNames.check(new String(ascii, StandardCharsets.US_ASCII));
      if (!names.isEmpty() && names.last().compareTo(name) >= 0) {
        throw new IllegalArgumentException(name + " after " + names.last());
      }
      names.add(name);
    }
    return Collections.unmodifiableSortedSet(names);
  }
}
