/** Pure layouts of what is kept about targets: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.blockdev.target.format;

import org.jspecify.annotations.NullMarked;
