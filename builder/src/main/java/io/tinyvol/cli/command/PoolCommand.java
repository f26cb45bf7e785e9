package io.tinyvol.cli.command;

import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;

/** The common name of what is done with pools. */
public final class PoolCommand extends StoreCommand {
  /** Declares it. */
  public PoolCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Pools of the kernel's thin provisioning (dm-thin), which volumes are put into.");
    syntax.subcommand("init", PoolInitCommand::new);
    syntax.subcommand("status", PoolStatusCommand::new);
    syntax.subcommand("ls", PoolLsCommand::new);
    syntax.subcommand("grow", PoolGrowCommand::new);
    syntax.subcommand("check", PoolCheckCommand::new);
    syntax.subcommand("repair", PoolRepairCommand::new);
    syntax.subcommand("deinit", PoolDeinitCommand::new);
  }

  @Override
  protected ExitCode run() {
    throw new IllegalArgumentException("what of pools? See 'tinyvol pool --help'");
  }
}
