package io.tinyvol.cli;

import io.tinyvol.cli.command.BuildCommand;
import io.tinyvol.cli.command.CheckCommand;
import io.tinyvol.cli.command.CloneCommand;
import io.tinyvol.cli.command.CommitCommand;
import io.tinyvol.cli.command.CompletionCommand;
import io.tinyvol.cli.command.DaemonCommand;
import io.tinyvol.cli.command.DiffCommand;
import io.tinyvol.cli.command.DiskCommand;
import io.tinyvol.cli.command.ExportCommand;
import io.tinyvol.cli.command.GcCommand;
import io.tinyvol.cli.command.InfoCommand;
import io.tinyvol.cli.command.InitCommand;
import io.tinyvol.cli.command.LabelCommand;
import io.tinyvol.cli.command.LsCommand;
import io.tinyvol.cli.command.MaterializeCommand;
import io.tinyvol.cli.command.PoolCommand;
import io.tinyvol.cli.command.RenameCommand;
import io.tinyvol.cli.command.ResizeCommand;
import io.tinyvol.cli.command.RevertCommand;
import io.tinyvol.cli.command.RevisionsCommand;
import io.tinyvol.cli.command.RmCommand;
import io.tinyvol.cli.command.ServeCommand;
import io.tinyvol.cli.command.SnapshotCommand;
import io.tinyvol.cli.command.StatsCommand;
import io.tinyvol.cli.command.StatusCommand;
import io.tinyvol.cli.command.UsageCommand;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.AutoComplete;
import picocli.CommandLine;

/** All commands by name. */
final class Commands {
  private Commands() {}

  private static Map<String, Function<Syntax, StoreCommand>> all(CommandLine line) {
    Map<String, Function<Syntax, StoreCommand>> all = new LinkedHashMap<>();
    all.put("init", InitCommand::new);
    all.put("build", BuildCommand::new);
    all.put("clone", CloneCommand::new);
    all.put("ls", LsCommand::new);
    all.put("rm", RmCommand::new);
    all.put("rename", RenameCommand::new);
    all.put("label", LabelCommand::new);
    all.put("info", InfoCommand::new);
    all.put("stats", StatsCommand::new);
    all.put("usage", UsageCommand::new);
    all.put("diff", DiffCommand::new);
    all.put("export", ExportCommand::new);
    all.put("materialize", MaterializeCommand::new);
    all.put("snapshot", SnapshotCommand::new);
    all.put("revisions", RevisionsCommand::new);
    all.put("revert", RevertCommand::new);
    all.put("commit", CommitCommand::new);
    all.put("resize", ResizeCommand::new);
    all.put("serve", ServeCommand::new);
    all.put("check", CheckCommand::new);
    all.put("gc", GcCommand::new);
    all.put("pool", PoolCommand::new);
    all.put("disk", DiskCommand::new);
    all.put("daemon", DaemonCommand::new);
    all.put("status", StatusCommand::new);
    all.put(
        "completion",
        syntax -> new CompletionCommand(syntax, () -> AutoComplete.bash("tinyvol", line)));
    return all;
  }

  /**
   * Adds the commands that {@code args} may mean. To declare them all takes time that a short
   * command would notice, so where one is named, it alone is added; where none is (help, mistakes),
   * all. An option's value that is a command's name as well makes it one of several candidates.
   */
  static void addTo(CommandLine line, GlobalOptions options, List<String> args) {
    Map<String, Function<Syntax, StoreCommand>> all = all(line);
    Set<String> named = new HashSet<>(args);
    named.retainAll(all.keySet());
    boolean every = named.isEmpty() || named.contains("completion") || args.contains("help");
    all.forEach(
        (name, constructor) -> {
          if (every || named.contains(name)) {
            Syntax syntax = new Syntax(name, options);
            StoreCommand command = constructor.apply(syntax);
            line.addSubcommand(name, syntax.specOf(command));
          }
        });
  }
}
