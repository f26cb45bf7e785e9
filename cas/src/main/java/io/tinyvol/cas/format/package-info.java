/** Pure layouts of what the store writes: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.cas.format;

import org.jspecify.annotations.NullMarked;
