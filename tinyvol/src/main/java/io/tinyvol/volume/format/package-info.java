/** Pure layouts of manifest nodes and volume heads: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.volume.format;

import org.jspecify.annotations.NullMarked;
