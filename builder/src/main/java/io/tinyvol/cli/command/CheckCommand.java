package io.tinyvol.cli.command;

import io.tinyvol.builder.diff.HurtFiles;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.CheckJson;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.check.CheckReport;
import io.tinyvol.volume.check.Finding;
import io.tinyvol.volume.check.StoreRepair;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Verifies the store. */
public final class CheckCommand extends StoreCommand {
  private static final int MOST_SHOWN = 20;

  private final Argument<Boolean> deep;
  private final Argument<Boolean> repair;

  /** Declares it. */
  public CheckCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Verify every volume's head and manifest, and that every chunk is there.");
    deep = syntax.flag("Also read every chunk and compare its digest.", "--deep");
    repair =
        syntax.flag(
            "Check deeply, and mend what can be: damaged chunks are put anew by the next build that"
                + " has them, a damaged database is made anew of all that can be read. No daemon"
                + " may have the store.",
            "--repair");
  }

  @Override
  protected ExitCode run() throws IOException {
    CheckReport report = repair.get() ? repair() : check();
    print(CheckJson.write(report), out -> show(report, out));
    if (report.findings().isEmpty()) {
      return ExitCode.DONE;
    }
    note(report.findings().size() + " damaged; rebuild the volumes named, or restore the store");
    return ExitCode.CORRUPT;
  }

  private CheckReport repair() throws IOException {
    StoreRepair.Result result = watched(progress -> StoreRepair.run(this::openStore, progress));
    result
        .kept()
        .ifPresent(
            kept ->
                note("the damaged database is kept: remove " + kept + " when all is right again"));
    CheckReport left = result.left();
    if (left.findings().isEmpty()) {
      return left; // and the store need not be opened once more
    }
    try (VolumeStore store = openStore()) {
      return left.hurting(HurtFiles.of(store, left));
    }
  }

  private CheckReport check() throws IOException {
    try (VolumeService service = openService()) {
      return watched(progress -> service.check(deep.get(), progress));
    } catch (CorruptDataException e) {
      // A file of the store's own, which the message names: nothing can be read without it.
      StoreFolder folder = new StoreFolder(options().storePath());
      List<String> all = VolumeCatalog.namesIn(folder.volumes());
      Finding finding = new Finding(folder.path().toString(), String.valueOf(e.getMessage()), all);
      return new CheckReport(all.size(), 0, 0, List.of(finding), Set.of());
    }
  }

  private static String shown(SortedSet<String> paths) {
    String first = paths.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
    return paths.size() <= MOST_SHOWN
        ? first
        : first + " and " + (paths.size() - MOST_SHOWN) + " more, which --json lists";
  }

  private static void show(CheckReport report, PrintStream out) {
    for (Finding finding : report.findings()) {
      List<String> hurt = new ArrayList<>(finding.volumes());
      finding
          .earlier()
          .forEach(old -> hurt.add("revision " + old.revision() + " of " + old.volume()));
      String names = hurt.isEmpty() ? "no volume" : String.join(", ", hurt);
      out.println(finding.what() + ": " + finding.why() + ": hurts " + names);
    }
    report
        .hurtFiles()
        .forEach((volume, paths) -> out.println("files in " + volume + ": " + shown(paths)));
    out.println(
        report.volumes()
            + " volumes, "
            + report.nodesChecked()
            + " manifest nodes, "
            + report.chunksChecked()
            + " chunks: "
            + (report.findings().isEmpty() ? "whole" : report.findings().size() + " damaged"));
  }
}
