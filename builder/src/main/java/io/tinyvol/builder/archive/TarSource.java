package io.tinyvol.builder.archive;

import io.tinyvol.builder.SourceException;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.tar.TarEntry;
import io.tinyvol.tar.TarReader;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.Folder;
import io.tinyvol.unpack.UnpackBudget;
import io.tinyvol.unpack.UnpackException;
import io.tinyvol.unpack.Unpacker;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A tar archive, plain or compressed, becomes a tree; it is read once, from front to back. */
public final class TarSource {
  private TarSource() {}

  /**
   * Reads an archive from a file.
   *
   * @throws SourceException if it is no archive that can become a tree
   */
  public static Folder read(
      FilePlace place,
      ArchiveOptions options,
      IngestSession session,
      int windowBytes,
      Progress progress)
      throws IOException {
    Path file = place.path();
    if (Files.isDirectory(file)) {
      throw new SourceException(place + ": a folder, not an archive; give it as --from-dir");
    }
    if (!Files.isRegularFile(file)) {
      return read(stream(place), place.name(), options, session, windowBytes, progress);
    }
    try (PosixFile opened = place.open();
        InputStream in = opened.stream(0, opened.sizeBytes())) {
      progress.begin("reading", opened.sizeBytes());
      return unpack(in, place.name(), options, session, windowBytes, progress);
    }
  }

  private static InputStream stream(FilePlace place) throws IOException {
    return place.opened().isPresent()
        ? Channels.newInputStream(place.opened().get().channel())
        : Files.newInputStream(place.path());
  }

  /**
   * Reads an archive from a stream, which it closes.
   *
   * @param name what to call it in messages
   * @param session where content goes; committing it is the caller's
   * @param windowBytes the store's longest chunk
   * @param progress is told of the bytes read, as they are in the stream
   * @throws SourceException if it is no archive that can become a tree
   */
  public static Folder read(
      InputStream in,
      String name,
      ArchiveOptions options,
      IngestSession session,
      int windowBytes,
      Progress progress)
      throws IOException {
    progress.begin("reading", -1);
    return unpack(in, name, options, session, windowBytes, progress);
  }

  private static Folder unpack(
      InputStream in,
      String name,
      ArchiveOptions options,
      IngestSession session,
      int windowBytes,
      Progress progress)
      throws IOException {
    TreeEditor editor = new TreeEditor();
    CountingStream counted = new CountingStream(in);
    try (ContentStream content = new ContentStream(session, windowBytes);
        InputStream plain =
            Unpacker.open(
                counted, new UnpackBudget(options.maxUnpackedBytes()), UnaryOperator.identity())) {
      EntryApplier applier = new EntryApplier(editor, content, options);
      TarReader reader = new TarReader(plain);
      long reported = 0;
      for (TarEntry entry; (entry = reader.next()) != null; ) {
        applier.apply(reader, entry);
        long count = counted.count();
        progress.advance(count - reported);
        reported = count;
      }
      if (reader.readBytes() == 0) {
        throw new TarException("it is empty, and no tar archive");
      }
      content.finish();
    } catch (TarException | UnpackException e) {
      SourceException failure = new SourceException(name + ": " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
    return editor.root();
  }
}
