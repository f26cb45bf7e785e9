/** Compression of chunks. */
@NullMarked
package io.tinyvol.cas.codec;

import org.jspecify.annotations.NullMarked;
