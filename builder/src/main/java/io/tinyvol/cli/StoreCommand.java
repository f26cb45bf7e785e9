package io.tinyvol.cli;

import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

/** What commands have in common: the options, the store, and the two ways of printing. */
public abstract class StoreCommand implements Callable<Integer> {
  private final String name;
  private final GlobalOptions options;

  /** Makes the command that is to be declared in {@code syntax}. */
  protected StoreCommand(Syntax syntax) {
    name = syntax.name();
    options = syntax.globalOptions();
  }

  /** Does the work; exceptions become exit codes. */
  protected abstract ExitCode run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    return run().code();
  }

  /** What every command takes. */
  protected final GlobalOptions options() {
    return options;
  }

  /** The store, wherever its owner is. */
  protected final VolumeService openService() throws IOException {
    return options.openService(name);
  }

  /** Takes the store for this process. */
  protected final VolumeStore openStore() throws IOException {
    return options.openStore(name);
  }

  /** Makes the store. */
  protected final VolumeStore createStore(StoreConfig config) throws IOException {
    return options.createStore(name, config);
  }

  /** Prints a result, as JSON or for people. */
  protected final void print(Object json, Human human) throws IOException {
    if (options.json()) {
      JsonWriter.writePretty(json, System.out);
    } else if (!options.quiet()) {
      human.print(System.out);
    }
  }

  /** Prints one line for people or a JSON object. */
  protected final void print(Map<String, ?> json, String line) throws IOException {
    print(json, out -> out.println(line));
  }

  /** Tells people something beside the result, where it does not disturb scripts. */
  protected final void note(String text) {
    if (!options.quiet()) {
      System.err.println("tinyvol: " + text);
    }
  }

  /** Prints for people. */
  @FunctionalInterface
  protected interface Human {
    /** Prints all lines. */
    void print(PrintStream out) throws IOException;
  }

  /** Work that tells its progress. */
  @FunctionalInterface
  protected interface Watched<T> {
    /** Does it. */
    T run(Progress progress) throws IOException;
  }

  /** Does work with a progress bar, where there is a terminal and it is wanted. */
  protected final <T> T watched(Watched<T> work) throws IOException {
    if (!options.progress() || !io.tinyvol.posix.Terminal.isStandardError()) {
      return work.run(Progress.NONE);
    }
    try (TerminalProgress progress = new TerminalProgress()) {
      return work.run(progress);
    }
  }
}
