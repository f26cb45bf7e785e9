package io.tinyvol.fuzz;

import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.codec.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The record around a chunk. The first byte chooses how what was read is written anew, which is
 * then read as the same.
 */
public final class RecordFuzz {
  private static final Compression[] COMPRESSIONS = {
    new Compression.None(), new Compression.Zstd(1), new Compression.Lz4()
  };

  private RecordFuzz() {}

  /** Reads one record. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Compression again = COMPRESSIONS[Byte.toUnsignedInt(input[0]) % COMPRESSIONS.length];
    try (RecordCodec codec = new RecordCodec(again);
        RecordCodec other = new RecordCodec(again)) {
      byte[] plain;
      try {
        plain = Frames.bytes(codec.decode(direct(Arrays.copyOfRange(input, 1, input.length))));
      } catch (IOException e) {
        return;
      }
      ByteBuffer encoded = other.encode(ByteBuffer.wrap(plain));
      if (!Arrays.equals(plain, Frames.bytes(codec.decode(encoded)))) {
        throw new AssertionError("written anew it is another");
      }
    }
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
