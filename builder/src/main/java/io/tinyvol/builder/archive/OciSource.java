package io.tinyvol.builder.archive;

import io.tinyvol.builder.SourceException;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.oci.Layer;
import io.tinyvol.oci.NoSuchImageException;
import io.tinyvol.oci.OciException;
import io.tinyvol.oci.OciImage;
import io.tinyvol.oci.Platform;
import io.tinyvol.posix.FilePlace;
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
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** A container image becomes the tree that its layers make, one upon the other. */
public final class OciSource {
  private final TreeEditor editor = new TreeEditor();
  private final ArchiveOptions options;
  private final UnpackBudget budget;
  private final Progress progress;

  private OciSource(ArchiveOptions options, Progress progress) {
    this.options = options;
    this.budget = new UnpackBudget(options.maxUnpackedBytes());
    this.progress = progress;
  }

  /**
   * Reads an image. Its layers are verified as they are read: where this throws, none of the
   * content may be committed.
   *
   * @param image where it is
   * @param tag which image there, as {@link OciImage#open} takes it, or null
   * @param platform for what, where it is for several
   * @param session where content goes; committing it is the caller's
   * @param windowBytes the store's longest chunk
   * @param progress is told of the layers' bytes, as they are in the image
   * @throws NoSuchFileException if there is no such image
   * @throws SourceException if it cannot become a tree
   */
  public static Folder read(
      FilePlace image,
      @Nullable String tag,
      Platform platform,
      ArchiveOptions options,
      IngestSession session,
      int windowBytes,
      Progress progress)
      throws IOException {
    try (OciImage opened = OciImage.open(image, tag, platform);
        ContentStream content = new ContentStream(session, windowBytes)) {
      progress.begin("reading", opened.sizeBytes());
      OciSource source = new OciSource(options, progress);
      for (Layer layer : opened.layers()) {
        source.apply(layer, content);
        source.editor.beginLayer();
      }
      content.finish();
      return source.editor.root();
    } catch (NoSuchImageException e) {
      throw new NoSuchFileException(image.name(), null, e.getMessage());
    } catch (TarException | UnpackException | OciException e) {
      throw failure(image + ": " + e.getMessage(), e);
    }
  }

  private static SourceException failure(String message, IOException cause) {
    SourceException failure = new SourceException(message);
    failure.initCause(cause);
    return failure;
  }

  private void apply(Layer layer, ContentStream content) throws IOException {
    CountingStream counted = new CountingStream(layer.open());
    try (InputStream plain = Unpacker.open(counted, budget, layer::verifyContent)) {
      EntryApplier applier = new EntryApplier(editor, content, options);
      TarReader reader = new TarReader(plain);
      long reported = 0;
      for (TarEntry entry; (entry = reader.next()) != null; ) {
        EntryPath path = EntryPath.parse(entry.name());
        if (!Whiteouts.apply(editor, entry.name(), path)) {
          applier.apply(reader, entry, path);
        }
        long count = counted.count();
        progress.advance(count - reported);
        reported = count;
      }
      layer.checkVerified();
    } catch (TarException | UnpackException e) {
      throw new OciException(layer.name() + ": " + e.getMessage());
    }
  }
}
