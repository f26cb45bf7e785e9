/** Which files of a source are left out. */
@NullMarked
package io.tinyvol.builder.exclude;

import org.jspecify.annotations.NullMarked;
