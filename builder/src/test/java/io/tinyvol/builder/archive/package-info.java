/** Tests of archives and images against the programs that make and unpack them. */
@NullMarked
package io.tinyvol.builder.archive;

import org.jspecify.annotations.NullMarked;
