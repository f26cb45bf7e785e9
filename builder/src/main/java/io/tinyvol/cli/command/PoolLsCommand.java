package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists pools, or the volumes of one. */
public final class PoolLsCommand extends StoreCommand {
  private final Argument<@Nullable String> name;

  /** Declares it. */
  public PoolLsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List pools, or the volumes of one and what they take.");
    name = syntax.optionalParameter(String.class, "POOL", "The pool whose volumes are listed.");
  }

  @Override
  protected ExitCode run() throws IOException {
    ThinPools pools = Pools.in(options());
    String pool = name.get();
    if (pool == null) {
      List<String> names = pools.names();
      print(
          names.stream().map(found -> Map.of("pool", found)).toList(),
          out -> names.forEach(out::println));
      return ExitCode.DONE;
    }
    try (ThinPool open = pools.open(VolumeNames.check(pool))) {
      List<ThinPool.Volume> volumes = open.volumes();
      PoolWarnings.of(open.state()).forEach(this::note);
      open.notes().forEach(this::note);
      print(
          volumes.stream().map(volume -> json(pool, volume)).toList(),
          out -> volumes.forEach(volume -> out.println(line(volume))));
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> json(String pool, ThinPool.Volume volume) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("disk", new ThinPlace(pool, volume.thin().name()).toString());
    json.put("virtualBytes", volume.thin().sizeBytes());
    json.put("mappedBytes", volume.mappedBytes());
    json.put("exclusiveBytes", volume.exclusiveBytes());
    json.put("root", volume.thin().root().toString());
    json.put("revision", volume.thin().revision());
    json.put("created", volume.thin().created().toString());
    json.put("id", volume.thin().id());
    json.put("isActive", volume.device().isPresent());
    return json;
  }

  private static String line(ThinPool.Volume volume) {
    return "%s  %s, %s mapped, %s of that its own"
        .formatted(
            volume.thin().name(),
            Sizes.show(volume.thin().sizeBytes()),
            Sizes.show(volume.mappedBytes()),
            Sizes.show(volume.exclusiveBytes()));
  }
}
