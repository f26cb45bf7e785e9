package io.tinyvol.builder.commit;

import io.tinyvol.builder.content.WindowWorker;
import io.tinyvol.builder.cut.Gather;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads and puts what changed, with a view of its own. For one thread at a time. */
final class CommitWorker implements Closeable {
  private final SparseSource view;
  private final WindowWorker windows;

  /** A worker that closes the view and the writer. */
  CommitWorker(SparseSource view, VolumeGeometry geometry, int windowBytes, ContentWriter writer) {
    this.view = view;
    this.windows = new WindowWorker(view, geometry, windowBytes, writer);
  }

  /** Puts runs, and gives what each of them becomes. */
  List<BlockEdit> put(List<CommitRun> runs) throws IOException {
    List<BlockEdit> edits = new ArrayList<>();
    for (CommitRun run : runs) {
      List<Extent> extents = new ArrayList<>();
      if (!run.isZero()) {
        int count = (int) (run.endBlock() - run.startBlock());
        windows.put(new Gather(List.of(new Gather.Piece(run.startBlock(), count, 0))), extents);
      }
      edits.add(new BlockEdit(run.startBlock(), run.endBlock(), extents));
    }
    return edits;
  }

  /** Puts gathers, and gives what their pieces become. */
  List<Extent> gather(List<Gather> gathers) throws IOException {
    List<Extent> extents = new ArrayList<>();
    for (Gather gather : gathers) {
      windows.put(gather, extents);
    }
    return extents;
  }

  @Override
  public void close() throws IOException {
    try (view) {
      windows.close();
    }
  }
}
