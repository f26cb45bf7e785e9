package io.tinyvol.posix;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that nobody but their owner may use: content is of everybody's files, those
 * included that only root may read. What exists keeps the rights that somebody gave it.
 */
public final class OwnerOnly {
  /** For a file that is made: mode 0600. */
  public static final FileAttribute<Set<PosixFilePermission>> FILE = attribute("rw-------");

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER = attribute("rwx------");

  private OwnerOnly() {}

  private static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /**
   * Makes a folder of mode 0700 where there is none; the one that it lies in is there. Its entry is
   * not synced.
   *
   * @return whether it was made
   * @throws FileAlreadyExistsException if something else is there
   */
  public static boolean makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, FOLDER);
      return true;
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      return false;
    }
  }
}
