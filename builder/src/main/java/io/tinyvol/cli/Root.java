package io.tinyvol.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command itself, which only has commands. */
@Command(
    name = "tinyvol",
    description = "Builds, clones and serves deduplicated root volumes for VMs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Root {
  @Mixin private GlobalOptions options = new GlobalOptions();

  /** What every command takes. */
  GlobalOptions options() {
    return options;
  }
}
