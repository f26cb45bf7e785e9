package io.tinyvol.builder.exclude;

import io.tinyvol.builder.exclude.Pattern.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a pattern; its grammar is that of {@link Exclusions}. */
final class PatternParser {
  private static final int BYTES = 256;

  /** Shared, for a pattern from a client may have a million steps. */
  private static final Step ALL_BUT_SLASH = new Step.OneOf(allButSlash());

  private static final List<Step> ONE = IntStream.range(0, BYTES).mapToObj(b -> one(b)).toList();

  private final String text;
  private final byte[] bytes;
  private final List<Step> steps = new ArrayList<>();
  private int at;

  private PatternParser(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  static Pattern parse(String text) {
    return new PatternParser(text).parse();
  }

  private Pattern parse() {
    boolean anchored = bytes.length > 0 && bytes[0] == '/';
    at = anchored ? 1 : 0;
    while (at < bytes.length) {
      step();
    }
    boolean foldersOnly = !steps.isEmpty() && isSlash(steps.getLast());
    if (foldersOnly) {
      steps.removeLast();
    }
    if (steps.isEmpty()) {
      throw malformed("has nothing to match");
    }
    return new Pattern(steps, anchored, foldersOnly);
  }

  private void step() {
    byte b = bytes[at++];
    switch (b) {
      case '*' -> stars();
      case '?' -> steps.add(ALL_BUT_SLASH);
      case '[' -> steps.add(new Step.OneOf(set()));
      case '\\' -> steps.add(one(escaped()));
      default -> steps.add(one(b));
    }
  }

  private void stars() {
    if (!isNext('*')) {
      steps.add(new Step.InName());
      return;
    }
    boolean atStart = steps.isEmpty() || isSlash(steps.getLast());
    while (isNext('*')) {
      at++;
    }
    if (atStart && isNext('/') && at + 1 < bytes.length) {
      at++;
      steps.add(new Step.MaySkipFolders());
      steps.add(new Step.Anything());
      steps.add(one((byte) '/'));
    } else {
      steps.add(new Step.Anything());
    }
  }

  private boolean isNext(char c) {
    return at < bytes.length && bytes[at] == c;
  }

  private byte escaped() {
    if (at == bytes.length) {
      throw malformed("ends in a backslash");
    }
    byte b = bytes[at++];
    if (b != 'x') {
      return b;
    }
    if (at + 2 > bytes.length) {
      throw malformed("has \\x without two hexadecimal digits");
    }
    int value = 16 * digit(bytes[at]) + digit(bytes[at + 1]);
    at += 2;
    return (byte) value;
  }

  private int digit(byte b) {
    int value = Character.digit(b, 16);
    if (value < 0) {
      throw malformed("has \\x without two hexadecimal digits");
    }
    return value;
  }

  private BitSet set() {
    boolean negated = isNext('!') || isNext('^');
    at += negated ? 1 : 0;
    BitSet set = new BitSet(BYTES);
    boolean first = true;
    while (first || !isNext(']')) {
      int low = setByte();
      int high = low;
      if (isNext('-') && at + 1 < bytes.length && bytes[at + 1] != ']') {
        at++;
        high = setByte();
      }
      if (high < low) {
        throw malformed("has a range that ends before it starts");
      }
      set.set(low, high + 1);
      first = false;
    }
    at++;
    if (negated) {
      set.flip(0, BYTES);
    }
    set.clear('/');
    return set;
  }

  private int setByte() {
    if (at == bytes.length) {
      throw malformed("has a [ without its ]");
    }
    byte b = bytes[at++];
    return Byte.toUnsignedInt(b == '\\' ? escaped() : b);
  }

  private static BitSet allButSlash() {
    BitSet set = new BitSet(BYTES);
    set.set(0, BYTES);
    set.clear('/');
    return set;
  }

  private static Step one(int b) {
    BitSet set = new BitSet(BYTES);
    set.set(b);
    return new Step.OneOf(set);
  }

  private static Step one(byte b) {
    return ONE.get(Byte.toUnsignedInt(b));
  }

  private static boolean isSlash(Step step) {
    return step instanceof Step.OneOf(BitSet set) && set.get('/');
  }

  private IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("the pattern '" + text + "' " + why);
  }
}
