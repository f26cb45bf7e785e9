/** Compressed streams become plain ones, on a thread of their own and within limits. */
@NullMarked
package io.tinyvol.unpack;

import org.jspecify.annotations.NullMarked;
