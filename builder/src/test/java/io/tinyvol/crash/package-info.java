/** What a store has after the power was cut, whatever was done to it. */
@NullMarked
package io.tinyvol.crash;

import org.jspecify.annotations.NullMarked;
