package io.tinyvol.builder.folder;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.builder.content.ContentWorker;
import io.tinyvol.builder.folder.FileJob.Outcome;
import io.tinyvol.builder.folder.FolderWorker.Part;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.posix.Scratch;
import io.tinyvol.tree.FileContent;
import io.tinyvol.volume.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the content of files read by workers: small files many at a time, large ones in stretches.
 * What did not succeed is tried again when all else is done. For one thread.
 */
final class FolderContents implements Closeable {
  private static final int MAX_RETRIES = 3;
  private static final long PAUSE_NANOS = 20_000_000;

  /** So that a batch of tiny files is not much longer than others: each is opened. */
  private static final int MAX_BATCH_FILES = 256;

  /** What it costs to look for a chunk, in bytes that could be read meanwhile. */
  private static final int LOOKUP_BYTES = 2048;

  /** More does not fit into a {@link FileContent}, nor any file system that it could go to. */
  private static final long MAX_SIZE_BYTES = 1L << 59;

  private final OpenFolders folders;
  private final AttributeReader attributes;
  private final FileCache cache;
  private final Progress progress;
  private final int stretchBytes;
  private final OrderedPipeline<FolderWorker, List<Part>> pipeline;
  private final Scratch scratch;
  private final FileOpener opener;
  private final List<FileJob> again = new ArrayList<>();
  private List<FileJob> batch = new ArrayList<>();
  private long batchBytes;

  FolderContents(
      OpenFolders folders,
      AttributeReader attributes,
      IngestSession session,
      int windowBytes,
      FileCache cache,
      Progress progress,
      Scratch scratch)
      throws IOException {
    this.folders = folders;
    this.attributes = attributes;
    this.cache = cache;
    this.progress = progress;
    this.scratch = scratch;
    this.opener = new FileOpener(folders, scratch);
    this.stretchBytes = ContentWorker.stretchBytes(windowBytes);
    this.pipeline =
        new OrderedPipeline<>(
            OrderedPipeline.workersForAllCores(),
            () -> new FolderWorker(folders, new ContentWorker(session.newWriter(), windowBytes)),
            parts -> parts.forEach(this::done));
  }

  /** Sees to a file's content, now or later. */
  void add(FileJob job) throws IOException {
    long size = job.status().sizeBytes();
    if (size > MAX_SIZE_BYTES) {
      throw new SourceException(job.name().path() + ": is too large: " + size + " bytes");
    }
    if (size == 0) {
      job.node().setContent(FileContent.EMPTY);
      return;
    }
    job.setKnown(cache.find(job.status()));
    submit(job);
  }

  private void submit(FileJob job) throws IOException {
    FileContent known = job.known();
    long size = job.status().sizeBytes();
    if (known == null && size > stretchBytes) {
      submitStretches(job);
      return;
    }
    job.start(1);
    batch.add(job);
    batchBytes += known == null ? size : (long) known.pieces() * LOOKUP_BYTES;
    if (batchBytes >= stretchBytes || batch.size() == MAX_BATCH_FILES) {
      submitBatch();
    }
  }

  private void submitBatch() throws IOException {
    List<FileJob> jobs = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    if (!jobs.isEmpty()) {
      pipeline.submit(
          worker -> {
            List<Part> parts = new ArrayList<>(jobs.size());
            for (FileJob job : jobs) {
              parts.add(runWhole(worker, job));
            }
            return parts;
          });
    }
  }

  private Part runWhole(FolderWorker worker, FileJob job) throws IOException {
    FileContent known = job.known();
    long size = job.status().sizeBytes();
    if (known != null) {
      Part part = worker.reuse(job, known);
      if (part.outcome() == Outcome.READ || size > stretchBytes) {
        return part;
      }
    }
    return worker.read(job, 0, (int) size);
  }

  private void submitStretches(FileJob job) throws IOException {
    if (job.status().mayHaveHoles()) {
      submitSparse(job);
      return;
    }
    long size = job.status().sizeBytes();
    job.start(Math.ceilDiv(size, stretchBytes));
    for (long at = 0; at < size; at += stretchBytes) {
      submitStretch(job, at);
    }
  }

  private void submitStretch(FileJob job, long offset) throws IOException {
    int length = (int) Math.min(stretchBytes, job.status().sizeBytes() - offset);
    pipeline.submit(worker -> List.of(worker.read(job, offset, length)));
  }

  /** Nothing is done about stretches without data. */
  private void submitSparse(FileJob job) throws IOException {
    List<Long> offsets = new ArrayList<>();
    Outcome outcome = opener.use(job, file -> stretchesWithData(file, offsets));
    if (outcome != Outcome.READ || offsets.isEmpty()) {
      job.start(1);
      done(new Part(job, outcome, new FileContent.Builder(), 0));
      return;
    }
    job.start(offsets.size());
    for (long offset : offsets) {
      submitStretch(job, offset);
    }
  }

  private void stretchesWithData(PosixFile file, List<Long> offsets) throws IOException {
    for (long at = file.nextData(0); at < file.sizeBytes(); ) {
      long start = at - at % stretchBytes;
      offsets.add(start);
      at = file.nextData(start + stretchBytes);
    }
  }

  private void done(Part part) {
    progress.advance(part.bytes());
    FileJob job = part.job();
    if (!job.partDone(part.outcome(), part.pieces())) {
      return;
    }
    if (job.outcome() == Outcome.READ) {
      FileContent content = job.content();
      job.node().setContent(content);
      cache.add(job.status(), content);
    } else {
      again.add(job);
    }
  }

  /** Waits until all content is read, or refused. */
  void finish() throws IOException {
    finishRound();
    for (int round = 0; !again.isEmpty(); round++) {
      if (again.stream().anyMatch(job -> job.outcome() == Outcome.CHANGED)) {
        LockSupport.parkNanos(PAUSE_NANOS << round);
      }
      List<FileJob> jobs = List.copyOf(again);
      again.clear();
      for (FileJob job : jobs) {
        tryAgain(job);
      }
      finishRound();
    }
    pipeline.finish();
  }

  private void finishRound() throws IOException {
    submitBatch();
    pipeline.drain();
  }

  private void tryAgain(FileJob job) throws IOException {
    switch (job.outcome()) {
      case READ -> throw new IllegalStateException("read already");
      case FORGOTTEN -> {
        job.setKnown(null);
        submit(job);
      }
      case CHANGED -> lookAgain(job);
      case VANISHED -> vanished(job);
    }
  }

  /** A file that is gone was never there. Its other names may still be. */
  private void vanished(FileJob job) throws IOException {
    job.name().folder().remove(job.name().name());
    if (job.nextName()) {
      submit(job);
    }
  }

  private void lookAgain(FileJob job) throws IOException {
    FileJob.Name name = job.name();
    if (job.nextTry() > MAX_RETRIES) {
      throw Failures.changes(name.path());
    }
    try {
      OpenFolder folder = folders.borrow(name.place());
      try {
        FileStatus now = folder.status(name.name().bytes(), scratch);
        if (now.type() != FileStatus.Type.REGULAR
            || (job.hasSeveralNames() && !now.isSameFile(job.status()))) {
          throw Failures.changes(name.path());
        }
        job.node().setAttributes(attributes.read(folder, name.name().bytes(), now));
        job.setStatus(now);
      } finally {
        folders.giveBack(name.place());
      }
    } catch (ErrnoException e) {
      if (e.errno() != ErrnoException.ENOENT) {
        throw Failures.of(name.path(), e);
      }
      vanished(job);
      return;
    } catch (ChangedException e) {
      throw Failures.changes(name.path());
    }
    add(job);
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
  }
}
