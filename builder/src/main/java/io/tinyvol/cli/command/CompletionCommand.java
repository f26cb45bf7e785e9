package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.function.Supplier;

/** Prints a shell's completion script. */
public final class CompletionCommand extends StoreCommand {
  private final Argument<Shell> shell;
  private final Supplier<String> script;

  /** Declares it; {@code script} makes the script for bash. */
  public CompletionCommand(Syntax syntax, Supplier<String> script) {
    super(syntax);
    this.script = script;
    syntax.describe("Print a completion script: source <(tinyvol completion bash)");
    shell = syntax.parameter(Shell.class, Shell.bash, "bash|zsh", "The shell.");
  }

  /** The shells that the script is for: it serves both. */
  private enum Shell {
    bash,
    zsh
  }

  @Override
  protected ExitCode run() throws IOException {
    if (shell.get() == Shell.zsh) {
      System.out.println("autoload -U +X compinit && compinit");
    }
    System.out.println(script.get());
    return ExitCode.DONE;
  }
}
