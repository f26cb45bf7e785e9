package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cli.GlobalOptions;
import io.tinyvol.service.Sizes;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The pools of a store, for commands. They are this process's to change, also beside a daemon. */
final class Pools {
  private Pools() {}

  static ThinPools in(GlobalOptions options) {
    return new ThinPools(
        new StoreFolder(options.storePath()).pools(), options.patience(), Steps.NONE);
  }

  /** The size that an option says, if it is given. */
  static OptionalLong size(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(text));
  }
}
