package io.tinyvol.builder.exclude;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * One pattern as steps of an automaton: step {@code i} leads on to step {@code i + 1}. All steps
 * that can be reached are followed at once, so there is no going back.
 *
 * @param steps what it consists of
 * @param anchored whether it starts at the root only
 * @param foldersOnly whether it matches folders only
 */
record Pattern(List<Step> steps, boolean anchored, boolean foldersOnly) {
  /** A part of a pattern. */
  sealed interface Step {
    /** One byte of a set, which never has a slash unless it is the slash alone. */
    record OneOf(BitSet set) implements Step {}

    /** Any bytes but slashes. */
    record InName() implements Step {}

    /** Any bytes. */
    record Anything() implements Step {}

    /** The next two steps, which are any bytes and a slash, or neither of them. */
    record MaySkipFolders() implements Step {}
  }

  Pattern {
    steps = List.copyOf(steps);
  }

  /** Whether it matches a path. */
  boolean matches(byte[] path, boolean isFolder) {
    return matches(path, isFolder, false);
  }

  /** Whether it matches a path or a folder on the way to it. */
  boolean hides(byte[] path, boolean isFolder) {
    return matches(path, isFolder, true);
  }

  private boolean matches(byte[] path, boolean isFolder, boolean orParent) {
    boolean[] now = new boolean[steps.size() + 1];
    boolean[] next = new boolean[steps.size() + 1];
    reach(0, now);
    for (int i = 0; i < path.length; i++) {
      if (orParent && path[i] == '/' && now[steps.size()]) {
        return true;
      }
      advance(now, next, path[i]);
      if (path[i] == '/' && !anchored) {
        reach(0, next);
      }
      boolean[] free = now;
      now = next;
      next = free;
    }
    return now[steps.size()] && (isFolder || !foldersOnly);
  }

  /** Where one more byte leads. */
  private void advance(boolean[] now, boolean[] next, byte b) {
    Arrays.fill(next, false);
    for (int i = 0; i < steps.size(); i++) {
      if (!now[i]) {
        continue;
      }
      switch (steps.get(i)) {
        case Step.OneOf(BitSet set) -> {
          if (set.get(Byte.toUnsignedInt(b))) {
            reach(i + 1, next);
          }
        }
        case Step.InName _ -> {
          if (b != '/') {
            reach(i, next);
          }
        }
        case Step.Anything _ -> reach(i, next);
        case Step.MaySkipFolders _ -> {} // leads on without a byte only
      }
    }
  }

  /** Notes a step, and those that follow it without a byte. */
  private void reach(int step, boolean[] reached) {
    for (int at = step; at >= 0; ) {
      at = reachWithoutSkip(at, reached);
    }
  }

  /** The same but for what follows where folders are skipped, which it gives; -1 if nothing is. */
  private int reachWithoutSkip(int step, boolean[] reached) {
    int skipped = -1;
    for (int i = step; !reached[i]; i++) {
      reached[i] = true;
      if (i == steps.size()) {
        return skipped;
      }
      switch (steps.get(i)) {
        case Step.InName _, Step.Anything _ -> {}
        case Step.MaySkipFolders _ -> skipped = i + 3;
        case Step.OneOf _ -> {
          return skipped; // so that there is one to skip at most
        }
      }
    }
    return skipped;
  }
}
