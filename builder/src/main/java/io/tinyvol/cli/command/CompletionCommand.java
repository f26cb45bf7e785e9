package io.tinyvol.cli.command;

import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.StoreCommand;
import java.io.IOException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a shell's completion script. */
@Command(description = "Print a completion script: source <(tinyvol completion bash)")
public final class CompletionCommand extends StoreCommand {
  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.bash;

  /** The shells that the script is for: it serves both. */
  private enum Shell {
    bash,
    zsh
  }

  @Override
  protected ExitCode run() throws IOException {
    if (shell == Shell.zsh) {
      System.out.println("autoload -U +X compinit && compinit");
    }
    System.out.println(AutoComplete.bash("tinyvol", rootSpec().commandLine()));
    return ExitCode.DONE;
  }
}
