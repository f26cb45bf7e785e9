/**
 * The one place that calls libc, through the foreign function interface, and the one helper that
 * makes files durable.
 */
@NullMarked
package io.tinyvol.posix;

import org.jspecify.annotations.NullMarked;
