package io.tinyvol.service;

import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.target.TargetInUseException;
import io.tinyvol.blockdev.target.TargetTooSmallException;
import io.tinyvol.blockdev.thin.NoSuchPoolException;
import io.tinyvol.blockdev.thin.PoolDamagedException;
import io.tinyvol.blockdev.thin.PoolFullException;
import io.tinyvol.blockdev.thin.PoolTakenException;
import io.tinyvol.builder.SourceException;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.NoSpaceException;
import io.tinyvol.cas.StoreHeldException;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.json.JsonException;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeInUseException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * How a failure ends the command: one line for people, which says what failed, why, and what to do.
 *
 * @param code the exit code
 * @param line the line, without the command's name
 */
public record Failure(ExitCode code, String line) {
  /** What becomes of {@code t}. */
  public static Failure of(Throwable t) {
    if (NoSpaceException.isCauseOf(t)) {
      return new Failure(ExitCode.NO_SPACE, oneLine(t) + "; make space and try again");
    }
    if (isOutOfMemory(t)) {
      return new Failure(
          ExitCode.FAILED, "out of memory: set TINYVOL_JAVA_OPTS=-Xmx512m to allow more");
    }
    return switch (t) {
      case ServiceException e -> e.failure();
      case NoSuchVolumeException e ->
          new Failure(ExitCode.NOT_FOUND, oneLine(e) + "; 'tinyvol ls' lists those there are");
      case VolumeExistsException e ->
          new Failure(ExitCode.EXISTS, oneLine(e) + "; choose another name, or remove it first");
      case VolumeInUseException e ->
          new Failure(ExitCode.EXISTS, oneLine(e) + "; try again when that has ended");
      case TargetInUseException e ->
          new Failure(ExitCode.EXISTS, oneLine(e) + "; end that first, or overwrite it by --force");
      case TargetTooSmallException e ->
          new Failure(ExitCode.NO_SPACE, oneLine(e) + "; nothing was written");
      case NoSuchPoolException e -> new Failure(ExitCode.NOT_FOUND, oneLine(e));
      case VolumeChangedException e -> new Failure(ExitCode.EXISTS, oneLine(e));
      case NoSuchDiskException e -> new Failure(ExitCode.NOT_FOUND, oneLine(e));
      case DiskTakenException e -> new Failure(ExitCode.EXISTS, oneLine(e));
      case PoolTakenException e -> new Failure(ExitCode.EXISTS, oneLine(e));
      case PoolDamagedException e -> new Failure(ExitCode.CORRUPT, oneLine(e));
      case PoolFullException e ->
          new Failure(
              ExitCode.NO_SPACE,
              oneLine(e) + "; nothing was changed: remove volumes from the pool, or let it grow");
      case NoSuchRevisionException e -> new Failure(ExitCode.NOT_FOUND, oneLine(e));
      case StoreHeldException e ->
          new Failure(ExitCode.HELD, oneLine(e) + "; try again when it has ended, or use --wait");
      case CorruptDataException e ->
          new Failure(ExitCode.CORRUPT, oneLine(e) + "; 'tinyvol check --deep' names what is hurt");
      case UnsupportedFormatException e -> new Failure(ExitCode.FAILED, oneLine(e));
      case JsonException e -> new Failure(ExitCode.USAGE, oneLine(e));
      case SourceException e -> new Failure(ExitCode.USAGE, oneLine(e));
      case FileSystemException e -> ofFile(e);
      case IllegalArgumentException e -> new Failure(ExitCode.USAGE, oneLine(e));
      default -> new Failure(ExitCode.FAILED, oneLine(t));
    };
  }

  /** It may strike anywhere, and be wrapped there, as by the linking of a lambda. */
  private static boolean isOutOfMemory(Throwable t) {
    Throwable cause = t;
    while (cause != null && !(cause instanceof OutOfMemoryError)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static Failure ofFile(FileSystemException e) {
    String reason = e.getReason() == null ? "" : ": " + e.getReason();
    return switch (e) {
      case NoSuchFileException _ ->
          new Failure(
              ExitCode.NOT_FOUND,
              e.getFile() + (reason.isEmpty() ? ": no such file or folder" : reason));
      case AccessDeniedException _ ->
          new Failure(ExitCode.FAILED, e.getFile() + ": permission denied");
      case FileAlreadyExistsException _ ->
          new Failure(ExitCode.EXISTS, e.getFile() + ": exists already" + reason);
      case NotDirectoryException _ -> new Failure(ExitCode.FAILED, e.getFile() + ": not a folder");
      default -> new Failure(ExitCode.FAILED, oneLine(e));
    };
  }

  private static String oneLine(Throwable t) {
    String message = t.getMessage() == null ? t.toString() : t.getMessage();
    boolean expected = t instanceof java.io.IOException || t instanceof IllegalArgumentException;
    String text = expected ? message : t.getClass().getSimpleName() + ": " + message;
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
