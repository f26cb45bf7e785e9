package io.tinyvol.cli.command;

import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;

/** The common name of what is done with volumes that were materialized. */
public final class DiskCommand extends StoreCommand {
  /** Declares it. */
  public DiskCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Volumes that were materialized into a pool, or as files that share blocks.");
    syntax.subcommand("path", DiskPathCommand::new);
    syntax.subcommand("ls", DiskLsCommand::new);
    syntax.subcommand("commit", DiskCommitCommand::new);
    syntax.subcommand("discard", DiskDiscardCommand::new);
    syntax.subcommand("clone", DiskCloneCommand::new);
    syntax.subcommand("snapshot", DiskSnapshotCommand::new);
    syntax.subcommand("revisions", DiskRevisionsCommand::new);
    syntax.subcommand("revert", DiskRevertCommand::new);
    syntax.subcommand("resize", DiskResizeCommand::new);
    syntax.subcommand("trim", DiskTrimCommand::new);
    syntax.subcommand("capture", DiskCaptureCommand::new);
    syntax.subcommand("rm", DiskRmCommand::new);
  }

  @Override
  protected ExitCode run() {
    throw new IllegalArgumentException("what of disks? See 'tinyvol disk --help'");
  }
}
