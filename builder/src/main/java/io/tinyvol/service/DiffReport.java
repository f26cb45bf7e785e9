package io.tinyvol.service;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.builder.diff.FileDiffReport;

/**
 * Where two volumes differ.
 *
 * @param ranges in which bytes
 * @param files in which files
 */
public record DiffReport(ByteRanges ranges, FileDiffReport files) {}
