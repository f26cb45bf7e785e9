package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.RevisionOptions;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What commands take that make a revision. */
final class RevisionArguments {
  private final Argument<@Nullable String> note;
  private final Argument<@Nullable Integer> keep;

  RevisionArguments(Syntax syntax) {
    note = syntax.option(String.class, "--note", "TEXT", "What to note on the revision.");
    keep =
        syntax.option(
            Integer.class, "--keep", "N", "Keep at most N earlier revisions, the newest.");
  }

  RevisionOptions options() {
    String text = note.get();
    Integer most = keep.get();
    return new RevisionOptions(
        text == null ? "" : text, most == null ? OptionalInt.empty() : OptionalInt.of(most));
  }
}
