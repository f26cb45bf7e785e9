package io.tinyvol.service;

/**
 * A volume that was written somewhere.
 *
 * @param virtualBytes the size a guest sees
 * @param writtenBytes the bytes written that were not a hole's
 */
public record WrittenVolume(long virtualBytes, long writtenBytes) {}
