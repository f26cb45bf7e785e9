package io.tinyvol.blockdev.reflink.format;

import io.tinyvol.blockdev.disk.DiskSource;
import java.time.Instant;
import java.util.Optional;

/**
 * What a disk is, or was, when no guest runs on it: a file that nobody writes to.
 *
 * @param number which one, and its file's name
 * @param created when it was made
 * @param mark what its file is known by
 * @param source what it was made of
 */
public record DiskImage(long number, Instant created, FileMark mark, Optional<DiskSource> source) {}
