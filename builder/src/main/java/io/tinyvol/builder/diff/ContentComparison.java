package io.tinyvol.builder.diff;

import io.tinyvol.volume.manifest.PieceSource.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Compares the content of files, and reads as little of it as it can: what lies at the same place
 * in both volumes, where those do not differ, is the same, and so is what lies in the same part of
 * the same chunk. Only the rest is read, up to the first difference. Not thread-safe.
 */
final class ContentComparison {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final byte[] ZEROS = new byte[BUFFER_BYTES];

  private final VolumeFiles a;
  private final VolumeFiles b;
  private final ByteRanges differing;
  private final ByteBuffer bytesA = ByteBuffer.allocate(BUFFER_BYTES);
  private final ByteBuffer bytesB = ByteBuffer.allocate(BUFFER_BYTES);

  /** Compares files of two volumes that differ in these ranges. */
  ContentComparison(VolumeFiles a, VolumeFiles b, ByteRanges differing) {
    this.a = a;
    this.b = b;
    this.differing = differing;
  }

  /**
   * Whether two files of the same size differ.
   *
   * @throws io.tinyvol.ext4.Ext4Exception if the inode of one is damaged
   */
  boolean differ(long inodeA, long inodeB, long sizeBytes) throws IOException {
    Optional<byte[]> inlineA = a.inlineContent(inodeA);
    Optional<byte[]> inlineB = b.inlineContent(inodeB);
    if (inlineA.isEmpty() && inlineB.isEmpty()) {
      return mappedDiffer(a.map(inodeA), b.map(inodeB), sizeBytes);
    }
    byte[] contentA = inlineA.isPresent() ? inlineA.get() : mapped(a, inodeA, (int) sizeBytes);
    byte[] contentB = inlineB.isPresent() ? inlineB.get() : mapped(b, inodeB, (int) sizeBytes);
    return !Arrays.equals(contentA, contentB);
  }

  /** The content of a file that is as small as one that fits an inode. */
  private static byte[] mapped(VolumeFiles files, long inode, int sizeBytes) throws IOException {
    FileMap map = files.map(inode);
    byte[] content = new byte[sizeBytes];
    int at = 0;
    while (at < sizeBytes) {
      map.seek(at);
      int end = (int) Math.min(sizeBytes, map.endOf(at));
      if (map.placeOf(at) != FileMap.HOLE) {
        files.read(map.placeOf(at), ByteBuffer.wrap(content, at, end - at));
      }
      at = end;
    }
    return content;
  }

  private boolean mappedDiffer(FileMap mapA, FileMap mapB, long sizeBytes) throws IOException {
    long at = 0;
    while (at < sizeBytes) {
      mapA.seek(at);
      mapB.seek(at);
      long end = Math.min(sizeBytes, Math.min(mapA.endOf(at), mapB.endOf(at)));
      long placeA = mapA.placeOf(at);
      long placeB = mapB.placeOf(at);
      boolean same =
          placeA == placeB && (placeA == FileMap.HOLE || !differing.overlap(placeA, end - at));
      if (!same && placesDiffer(placeA, placeB, end - at)) {
        return true;
      }
      at = end;
    }
    return false;
  }

  private boolean placesDiffer(long placeA, long placeB, long lengthBytes) throws IOException {
    long done = 0;
    while (done < lengthBytes) {
      long atA = advanced(placeA, done);
      long atB = advanced(placeB, done);
      Piece pieceA = a.pieceAt(atA);
      Piece pieceB = b.pieceAt(atB);
      long length = Math.min(lengthBytes - done, Math.min(left(pieceA, atA), left(pieceB, atB)));
      if (!Objects.equals(pieceA.content(), pieceB.content()) && bytesDiffer(atA, atB, length)) {
        return true;
      }
      done += length;
    }
    return false;
  }

  private static long left(Piece piece, long place) {
    return place == FileMap.HOLE ? Long.MAX_VALUE : piece.endBytes() - place;
  }

  private static long advanced(long place, long by) {
    return place == FileMap.HOLE ? FileMap.HOLE : place + by;
  }

  private boolean bytesDiffer(long placeA, long placeB, long lengthBytes) throws IOException {
    for (long done = 0; done < lengthBytes; done += BUFFER_BYTES) {
      int length = (int) Math.min(BUFFER_BYTES, lengthBytes - done);
      fill(a, advanced(placeA, done), bytesA.clear().limit(length));
      fill(b, advanced(placeB, done), bytesB.clear().limit(length));
      if (!bytesA.flip().equals(bytesB.flip())) {
        return true;
      }
    }
    return false;
  }

  private static void fill(VolumeFiles files, long place, ByteBuffer bytes) throws IOException {
    if (place == FileMap.HOLE) {
      bytes.put(ZEROS, 0, bytes.limit());
    } else {
      files.read(place, bytes);
    }
  }
}
