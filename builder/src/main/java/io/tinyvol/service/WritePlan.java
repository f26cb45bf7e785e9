package io.tinyvol.service;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cas.Digest;
import java.util.Optional;

/**
 * How a volume is best written somewhere.
 *
 * @param virtualBytes its size
 * @param source what is written; not exact where it was written to since its last revision
 * @param basis the content that has most of it, where starting from that costs less than writing
 *     everything
 * @param writtenBytes how much is written then, at most
 */
public record WritePlan(
    long virtualBytes, DiskSource source, Optional<Digest> basis, long writtenBytes) {}
