package io.tinyvol.service;

import org.jspecify.annotations.Nullable;

/**
 * What a volume is built from.
 *
 * @param kind what it is
 * @param file where it is
 * @param tag which image of several, see {@link io.tinyvol.oci.OciImage#open}; null where there is
 *     one, and for other kinds
 */
public record BuildSource(SourceKind kind, SourceFile file, @Nullable String tag) {}
