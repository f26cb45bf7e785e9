/** The bytes of tar archives: header blocks, numbers, extended headers, maps of sparse files. */
@NullMarked
package io.tinyvol.tar.format;

import org.jspecify.annotations.NullMarked;
