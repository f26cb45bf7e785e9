package io.tinyvol.blockdev.nbd;

import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** The volumes that a server shows. Thread-safe. */
public interface Exports {
  /**
   * The names of all, in the order in which clients see them. Names are at most 4096 bytes of UTF-8
   * without NUL. If there is just one, it is also the export of the empty name.
   */
  List<String> names() throws IOException;

  /**
   * What is told of one.
   *
   * @param sizeBytes its size
   * @param isReadOnly whether it takes no writes
   * @param description for people; may be empty
   */
  record Facts(long sizeBytes, boolean isReadOnly, String description) {}

  /** Looks at one without opening it; empty if there is none of that name. */
  Optional<Facts> find(String name) throws IOException;

  /**
   * Opens one for a connection, which closes it.
   *
   * @throws NoSuchFileException if there is none of that name
   * @throws IOException if it is in use, with a message that names the holder and that clients see
   */
  BlockDevice open(String name) throws IOException;
}
