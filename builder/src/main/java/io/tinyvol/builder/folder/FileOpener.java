package io.tinyvol.builder.folder;

import io.tinyvol.builder.folder.FileJob.Outcome;
import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.posix.Scratch;
import java.io.EOFException;
import java.io.IOException;

/** Opens files, and sees whether they stay as they are. For one thread at a time. */
final class FileOpener {
  private final OpenFolders folders;
  private final Scratch scratch;

  FileOpener(OpenFolders folders, Scratch scratch) {
    this.folders = folders;
    this.scratch = scratch;
  }

  /** What is done with an open file. */
  interface Use {
    /** Reads it. */
    void of(PosixFile file) throws IOException;
  }

  /**
   * Opens a file and uses it. It is the file that the job knows, unchanged before and after, if the
   * outcome is that it was read.
   */
  Outcome use(FileJob job, Use use) throws IOException {
    try (PosixFile file = open(job)) {
      if (!isUnchanged(job, file)) {
        return Outcome.CHANGED;
      }
      use.of(file);
      return isUnchanged(job, file) ? Outcome.READ : Outcome.CHANGED;
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case ErrnoException.ENOENT -> Outcome.VANISHED;
        // What is there now is no regular file.
        case ErrnoException.ELOOP, ErrnoException.ENXIO, ErrnoException.ENOTDIR -> Outcome.CHANGED;
        default -> throw Failures.of(job.name().path(), e);
      };
    } catch (ChangedException | EOFException e) {
      return Outcome.CHANGED;
    }
  }

  private PosixFile open(FileJob job) throws IOException {
    FileJob.Name name = job.name();
    OpenFolder folder = folders.borrow(name.place());
    try {
      return folder.openFile(name.name().bytes(), name.path(), scratch);
    } finally {
      folders.giveBack(name.place());
    }
  }

  private boolean isUnchanged(FileJob job, PosixFile file) throws IOException {
    FileStatus now = file.status(scratch);
    return now.isSameContent(job.status());
  }
}
