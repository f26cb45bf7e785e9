package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done when a folder is opened: what runs that were killed have begun is brought to an end,
 * and what they left is removed. A disk whose record cannot be read is left as it is.
 *
 * @param folder the folder; who calls holds its lock
 * @param steps is told what was done
 */
record Sweep(DiskFolder folder, Steps steps) {
  /** What people should know of it. */
  List<String> run() throws IOException {
    List<String> notes = new ArrayList<>();
    int removed = 0;
    for (DiskFiles files : folder.disks()) {
      try {
        removed += new Settling(files, steps).run().removed();
      } catch (CorruptDataException | UnsupportedFormatException e) {
        notes.add("disk " + files.name() + " is left alone: " + e.getMessage());
      }
    }
    for (Path staged : folder.staged()) {
      removed += removeStale(staged) ? 1 : 0;
    }
    if (removed > 0) {
      notes.add(folder.path() + ": removed " + removed + " files of runs that had not ended");
    }
    return notes;
  }

  /** Who still writes to it has it locked. */
  private static boolean removeStale(Path staged) throws IOException {
    try (OwnFile file = OwnFile.openReadWrite(staged)) {
      return file.tryLock() && Files.deleteIfExists(staged);
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
