/** Tests of the architecture. */
@NullMarked
package io.tinyvol.architecture;

import org.jspecify.annotations.NullMarked;
