package io.tinyvol.cas.codec;

/** How a store compresses new chunks. What it holds already is read whatever this says. */
public sealed interface Compression {
  /**
   * The default: a third of the plain size on root file systems, at several hundred MB/s a core.
   */
  Compression DEFAULT = new Zstd(1);

  /**
   * Zstandard, RFC 8878.
   *
   * @param level 1 (fast) to 19 (small)
   */
  record Zstd(int level) implements Compression {
    /** Checks the level. */
    public Zstd {
      if (level < 1 || level > 19) {
        throw new IllegalArgumentException("zstd has the levels 1 to 19: " + level);
      }
    }

    @Override
    public String toString() {
      return "zstd:" + level;
    }
  }

  /** LZ4's block format. */
  record Lz4() implements Compression {
    @Override
    public String toString() {
      return "lz4";
    }
  }

  /** No compression. */
  record None() implements Compression {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * The compression that {@code text} names: {@code zstd:N}, {@code zstd}, {@code lz4}, {@code
   * none}.
   *
   * @throws IllegalArgumentException if it names none
   */
  static Compression parse(String text) {
    if (text.startsWith("zstd:")) {
      try {
        return new Zstd(Integer.parseInt(text.substring("zstd:".length())));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("zstd has the levels 1 to 19: " + text, e);
      }
    }
    return switch (text) {
      case "zstd" -> DEFAULT;
      case "lz4" -> new Lz4();
      case "none" -> new None();
      default ->
          throw new IllegalArgumentException(
              "no such compression: " + text + " (zstd:1 to zstd:19, lz4, none)");
    };
  }
}
