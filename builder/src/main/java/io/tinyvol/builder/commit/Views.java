package io.tinyvol.builder.commit;

import io.tinyvol.posix.SparseSource;
import java.io.IOException;

/** Opens views of a volume's present state, all of the same: one for each thread. */
@FunctionalInterface
public interface Views {
  /** A view for one thread, which that closes. */
  SparseSource open() throws IOException;
}
