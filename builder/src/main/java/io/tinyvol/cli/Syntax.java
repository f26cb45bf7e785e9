package io.tinyvol.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * What a command takes. A command declares it when it is made, and keeps the arguments.
 *
 * <p>Declared by calls, not by annotations: for each kind of annotation that is read, the JVM
 * writes a proxy class at run time, and its ahead-of-time cache keeps none of them. That took
 * longer than all else together that a short command does.
 */
public final class Syntax {
  private final List<OptionSpec> options = new ArrayList<>();
  private final List<PositionalParamSpec> parameters = new ArrayList<>();
  private final List<OptionSpec> choice = new ArrayList<>();
  private final Map<String, CommandSpec> subcommands = new LinkedHashMap<>();
  private final String name;
  private final @Nullable GlobalOptions globalOptions;
  private String description = "";

  /** Of the command {@code name}. */
  Syntax(String name, GlobalOptions globalOptions) {
    this.name = name;
    this.globalOptions = globalOptions;
  }

  /** Of what every command takes. */
  Syntax() {
    this.name = "tinyvol";
    this.globalOptions = null;
  }

  String name() {
    return name;
  }

  GlobalOptions globalOptions() {
    return Objects.requireNonNull(globalOptions, "not a command's");
  }

  /** Says what the command does. */
  public void describe(String what) {
    description = what;
  }

  /** A command of this one's, which is but their common name then. */
  public void subcommand(String subname, Function<Syntax, StoreCommand> constructor) {
    Syntax syntax = new Syntax(name + " " + subname, globalOptions());
    CommandSpec spec = syntax.specOf(constructor.apply(syntax)).name(subname);
    subcommands.put(subname, spec);
  }

  /** The next parameter; it must be there. */
  public Argument<String> parameter(String label, String description) {
    return parameter(String.class, "", label, description);
  }

  /** The next parameter, of a type that picocli knows; it must be there. */
  public <T> Argument<T> parameter(Class<T> type, T initial, String label, String description) {
    Argument<T> argument = new Argument<>(initial);
    String index = Integer.toString(parameters.size());
    parameters.add(positional(argument, index, "1", label, description).type(type).build());
    return argument;
  }

  /** The next parameter, of a type that picocli knows, null where it is left out. */
  public <T> Argument<@Nullable T> optionalParameter(
      Class<T> type, String label, String description) {
    Argument<@Nullable T> argument = new Argument<>(null);
    String index = Integer.toString(parameters.size());
    parameters.add(positional(argument, index, "0..1", label, description).type(type).build());
    return argument;
  }

  /** All further parameters, {@code min} or more. */
  public Argument<List<String>> parameters(int min, String label, String description) {
    Argument<List<String>> argument = new Argument<>(new ArrayList<>());
    String index = parameters.size() + "..*";
    parameters.add(
        positional(argument, index, min + "..*", label, description)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    return argument;
  }

  /** An option without a value. */
  public Argument<Boolean> flag(String description, String... names) {
    Argument<Boolean> argument = new Argument<>(false);
    options.add(option(argument, boolean.class, description, names).build());
    return argument;
  }

  /** An option of a type that picocli knows, null where it is left out. */
  public <T> Argument<@Nullable T> option(
      Class<T> type, String name, String label, String description) {
    Argument<@Nullable T> argument = new Argument<>(null);
    options.add(option(argument, type, description, name).paramLabel(label).build());
    return argument;
  }

  /** An option with a default, which {@code ${DEFAULT-VALUE}} names in its description. */
  public <T> Argument<T> option(
      Class<T> type, String name, String label, T initial, String description) {
    Argument<T> argument = new Argument<>(initial);
    options.add(
        option(argument, type, description, name)
            .paramLabel(label)
            .defaultValue(initial.toString())
            .build());
    return argument;
  }

  /** An option that must be there. */
  public Argument<String> requiredOption(String name, String label, String description) {
    Argument<String> argument = new Argument<>("");
    options.add(
        option(argument, String.class, description, name).paramLabel(label).required(true).build());
    return argument;
  }

  /** An option that may be repeated. */
  public Argument<List<String>> listOption(String name, String label, String description) {
    Argument<List<String>> argument = new Argument<>(List.of());
    options.add(
        option(argument, List.class, description, name)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .build());
    return argument;
  }

  /** An option that takes {@code K=V} and may be repeated. */
  public Argument<Map<String, String>> mapOption(String name, String label, String description) {
    Argument<Map<String, String>> argument = new Argument<>(Map.of());
    options.add(
        option(argument, Map.class, description, name)
            .auxiliaryTypes(String.class, String.class)
            .paramLabel(label)
            .build());
    return argument;
  }

  /** An option of those of which exactly one must be there; null where it is another. */
  public <T> Argument<@Nullable T> choice(
      Class<T> type, String name, String label, String description) {
    Argument<@Nullable T> argument = new Argument<>(null);
    choice.add(option(argument, type, description, name).paramLabel(label).build());
    return argument;
  }

  /** What picocli parses by. */
  CommandSpec specOf(@Nullable Object command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage().description(description);
    options.forEach(spec::addOption);
    parameters.forEach(spec::addPositional);
    subcommands.forEach(spec::addSubcommand);
    if (!choice.isEmpty()) {
      ArgGroupSpec.Builder group = ArgGroupSpec.builder().exclusive(true).multiplicity("1");
      choice.forEach(group::addArg);
      spec.addArgGroup(group.build());
    }
    // Of each command its own: mixinStandardHelpOptions would read annotations.
    return spec.addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }

  private OptionSpec.Builder option(
      Argument<?> argument, Class<?> type, String description, String... names) {
    Binding<?> binding = new Binding<>(argument);
    return OptionSpec.builder(names)
        .getter(binding)
        .setter(binding)
        .initialValue(argument.get())
        .type(type)
        .scopeType(globalOptions == null ? ScopeType.INHERIT : ScopeType.LOCAL)
        .description(description);
  }

  private static PositionalParamSpec.Builder positional(
      Argument<?> argument, String index, String arity, String label, String description) {
    Binding<?> binding = new Binding<>(argument);
    return PositionalParamSpec.builder()
        .getter(binding)
        .setter(binding)
        .initialValue(argument.get())
        .index(index)
        .arity(arity)
        .required(!arity.startsWith("0"))
        .paramLabel(label)
        .description(description);
  }

  /** How picocli sets an argument. It converts to the declared type, so the casts hold. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private record Binding<T extends @Nullable Object>(Argument<T> argument)
      implements IGetter, ISetter {
    @Override
    public <X> X get() {
      return (X) argument.get();
    }

    @Override
    public <X> X set(X value) {
      X old = (X) argument.get();
      argument.set((T) value);
      return old;
    }
  }
}
