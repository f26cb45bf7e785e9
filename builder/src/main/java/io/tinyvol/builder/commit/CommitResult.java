package io.tinyvol.builder.commit;

import io.tinyvol.cas.Digest;
import java.util.List;

/**
 * What a commit made.
 *
 * @param root the new manifest's root
 * @param fileWindows how many windows of files were put, each as a whole
 * @param droppedBytes how many changed bytes were dropped for being free
 * @param notes what the user should know, in lines
 */
public record CommitResult(Digest root, long fileWindows, long droppedBytes, List<String> notes) {
  /** Takes a copy. */
  public CommitResult {
    notes = List.copyOf(notes);
  }
}
