package io.tinyvol.blockdev.reflink;

import io.tinyvol.posix.FileExtents;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What disks take of their file system, each block once, however many files of the disk have it. A
 * block is a disk's alone if no other disk of the folder has it, and the file system does not say
 * that a file elsewhere does. Where it does not tell where files lie, nothing is known.
 */
final class DiskUsage {
  /** More are not looked at: each takes some memory. */
  private static final int MOST_PIECES = 1_000_000;

  /** A run of bytes on the disk that a file of a disk has. */
  private record Piece(long start, long end, int disk, boolean isShared) {}

  /** A piece begins, or ends. */
  private record Edge(long at, boolean begins, Piece piece) {}

  private final List<List<Piece>> pieces = new ArrayList<>();
  private final List<Long> elsewhereBytes = new ArrayList<>();
  private int count;
  private boolean isKnown = true;

  /** Adds a disk, which gets the next number, from 0 on. */
  void add(List<Path> files) throws IOException {
    int disk = pieces.size();
    pieces.add(new ArrayList<>());
    elsewhereBytes.add(0L);
    for (Path file : files) {
      if (isKnown) {
        try (OwnFile opened = OwnFile.openForReading(file)) {
          isKnown = FileExtents.visit(opened, extent -> take(disk, extent));
        } catch (NoSuchFileException e) {
          // It takes nothing.
        }
      }
    }
  }

  private boolean take(int disk, FileExtents.Extent extent) {
    if (extent.diskBytes().isEmpty()) {
      elsewhereBytes.set(disk, elsewhereBytes.get(disk) + extent.lengthBytes());
      return true;
    }
    long start = extent.diskBytes().get();
    pieces.get(disk).add(new Piece(start, start + extent.lengthBytes(), disk, extent.isShared()));
    return ++count <= MOST_PIECES;
  }

  /** What a disk takes. */
  OptionalLong usedBytes(int disk) {
    if (!isKnown) {
      return OptionalLong.empty();
    }
    long used = elsewhereBytes.get(disk);
    long reached = Long.MIN_VALUE;
    List<Piece> sorted = new ArrayList<>(pieces.get(disk));
    sorted.sort(Comparator.comparingLong(Piece::start));
    for (Piece piece : sorted) {
      long start = Math.max(piece.start(), reached);
      used += Math.max(0, piece.end() - start);
      reached = Math.max(reached, piece.end());
    }
    return OptionalLong.of(used);
  }

  /** What of that is each disk's alone, by their numbers. */
  List<OptionalLong> exclusiveBytes() {
    List<OptionalLong> all = new ArrayList<>();
    long[] exclusive = isKnown ? sweep() : new long[0];
    for (int i = 0; i < pieces.size(); i++) {
      all.add(
          isKnown ? OptionalLong.of(exclusive[i] + elsewhereBytes.get(i)) : OptionalLong.empty());
    }
    return all;
  }

  /** Goes over all edges in order, and knows how many pieces of how many disks are open. */
  private long[] sweep() {
    List<Edge> edges = new ArrayList<>(2 * count);
    for (List<Piece> ofDisk : pieces) {
      for (Piece piece : ofDisk) {
        edges.add(new Edge(piece.start(), true, piece));
        edges.add(new Edge(piece.end(), false, piece));
      }
    }
    edges.sort(Comparator.comparingLong(Edge::at));
    long[] exclusive = new long[pieces.size()];
    int[] open = new int[pieces.size()];
    int openDisks = 0;
    long sumOfOpenDisks = 0;
    int openShared = 0;
    long at = 0;
    for (Edge edge : edges) {
      if (openDisks == 1) {
        int disk = (int) sumOfOpenDisks;
        // What is shared and has one piece here has another elsewhere.
        boolean isElsewhere = open[disk] == 1 && openShared == 1;
        exclusive[disk] += isElsewhere ? 0 : edge.at() - at;
      }
      at = edge.at();
      int disk = edge.piece().disk();
      int step = edge.begins() ? 1 : -1;
      boolean changes = open[disk] == (edge.begins() ? 0 : 1);
      open[disk] += step;
      openDisks += changes ? step : 0;
      sumOfOpenDisks += changes ? (long) step * disk : 0;
      openShared += edge.piece().isShared() ? step : 0;
    }
    return exclusive;
  }
}
