package io.tinyvol.oci;

import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.tar.TarEntry;
import io.tinyvol.tar.TarReader;
import io.tinyvol.tar.format.TarException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image's files in a tar: found once by their headers, then read where they lie. */
final class ArchiveFiles implements ImageFiles {
  /** An image has some files a layer. */
  private static final int MAX_FILES = 1 << 16;

  private static final int MAX_LINKS = 8;

  private final PosixFile file;
  private final Map<String, Place> places = new HashMap<>();

  /** Where a file lies; or, with a target, a link to another. */
  private record Place(long offset, long sizeBytes, @Nullable String target) {}

  private ArchiveFiles(PosixFile file) {
    this.file = file;
  }

  static ArchiveFiles open(FilePlace place) throws IOException {
    PosixFile file = place.open();
    ArchiveFiles files = new ArchiveFiles(file);
    try (InputStream in = file.stream(0, file.sizeBytes())) {
      files.index(new TarReader(in));
      return files;
    } catch (TarException e) {
      files.close();
      throw new OciException(String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private void index(TarReader reader) throws IOException {
    for (TarEntry entry; (entry = reader.next()) != null; ) {
      if (places.size() == MAX_FILES) {
        throw new OciException("more than " + MAX_FILES + " files in the archive of an image");
      }
      String name = normal("", text(entry.name()));
      switch (entry.kind()) {
        case FILE -> {
          if (entry.pieces() != null) {
            throw new OciException(Shown.text(name) + " is a sparse file in the archive");
          }
          places.put(name, new Place(reader.readBytes(), entry.sizeBytes(), null));
        }
        case SYMLINK -> {
          String folder = name.substring(0, name.lastIndexOf('/') + 1);
          places.put(name, new Place(0, 0, normal(folder, text(entry.linkName()))));
        }
        case HARD_LINK -> places.put(name, new Place(0, 0, normal("", text(entry.linkName()))));
        default -> {}
      }
    }
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Without "." and "..": what would lead out is looked up nowhere else. */
  private static String normal(String folder, String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : List.of((folder + name).split("/", -1))) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  private @Nullable Place find(String name) {
    Place place = places.get(name);
    for (int links = 0; place != null && place.target() != null; links++) {
      place = links == MAX_LINKS ? null : places.get(place.target());
    }
    return place;
  }

  private Place existing(String name) throws OciException {
    Place place = find(name);
    if (place == null) {
      throw new OciException(Shown.text(name) + " is missing");
    }
    return place;
  }

  @Override
  public boolean has(String name) {
    return find(name) != null;
  }

  @Override
  public InputStream open(String name) throws IOException {
    Place place = existing(name);
    return file.stream(place.offset(), place.offset() + place.sizeBytes());
  }

  @Override
  public long sizeBytes(String name) throws IOException {
    return existing(name).sizeBytes();
  }

  @Override
  public void close() {
    file.close();
  }
}
