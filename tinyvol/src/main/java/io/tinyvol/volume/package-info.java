/** Volumes: what names one, what it is made of, and the store that holds them. */
@NullMarked
package io.tinyvol.volume;

import org.jspecify.annotations.NullMarked;
