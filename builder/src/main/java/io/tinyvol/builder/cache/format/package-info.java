/** The bytes of file caches: no I/O. */
@NullMarked
package io.tinyvol.builder.cache.format;

import org.jspecify.annotations.NullMarked;
