package io.tinyvol.blockdev.disk;

import io.tinyvol.cas.Digest;
import java.util.Optional;

/**
 * A disk that is to be made.
 *
 * @param name what it will be called
 * @param sizeBytes its size
 * @param source what it is made of
 * @param basis the content it starts from, one of {@link MakesDisks#images}; zeros where there is
 *     none
 * @param writtenBytes how much is going to be written, at most
 */
public record NewDisk(
    String name, long sizeBytes, DiskSource source, Optional<Digest> basis, long writtenBytes) {}
