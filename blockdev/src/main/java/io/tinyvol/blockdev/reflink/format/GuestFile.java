package io.tinyvol.blockdev.reflink.format;

/**
 * The file that a guest runs on.
 *
 * @param startedFrom the number of the image that it was a clone of; it may be gone by now
 * @param mark what it was known by then
 */
public record GuestFile(long startedFrom, FileMark mark) {}
