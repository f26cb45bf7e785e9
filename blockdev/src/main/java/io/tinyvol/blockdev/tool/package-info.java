/** Programs of others that do what is not ours to do. */
@NullMarked
package io.tinyvol.blockdev.tool;

import org.jspecify.annotations.NullMarked;
