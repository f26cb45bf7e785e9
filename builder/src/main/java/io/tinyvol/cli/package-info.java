/** The {@code tinyvol} command: what its commands share. */
@NullMarked
package io.tinyvol.cli;

import org.jspecify.annotations.NullMarked;
