package io.tinyvol.cli;

import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The entry of the {@code tinyvol} command. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    int exit = run(args);
    System.out.flush();
    // Returning ends the process as well, and sooner: exit first asks for a logger to tell that to.
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /** Runs the command and gives its exit code. */
  public static int run(String... args) {
    Syntax syntax = new Syntax();
    syntax.describe("Builds, clones and serves deduplicated root volumes for VMs.");
    GlobalOptions options = new GlobalOptions(syntax);
    CommandSpec spec = syntax.specOf(null);
    spec.versionProvider(Main::version);
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    CommandLine line = new CommandLine(spec);
    Commands.addTo(line, options, Arrays.asList(args));
    line.setExecutionExceptionHandler((e, _, _) -> fail(e, options.verbose()));
    line.setParameterExceptionHandler((e, _) -> misused(e));
    if (args.length == 0) {
      line.usage(System.err, Ansi.AUTO);
      return ExitCode.USAGE.code();
    }
    try {
      return line.execute(args);
    } catch (Error e) { // picocli hands exceptions to the handler, but not errors
      return fail(e, options.verbose());
    }
  }

  private static String[] version() throws IOException {
    return new String[] {"tinyvol " + Version.text()};
  }

  private static int misused(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println("tinyvol: " + e.getMessage() + "; see '" + name + " --help'");
    return ExitCode.USAGE.code();
  }

  private static int fail(Throwable e, boolean verbose) {
    Failure failure = Failure.of(e);
    System.err.println("tinyvol: " + failure.line());
    if (verbose) {
      e.printStackTrace();
    }
    return failure.code().code();
  }
}
