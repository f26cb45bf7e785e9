/** The {@code tinyvol} command's commands, a class each. */
@NullMarked
package io.tinyvol.cli.command;

import org.jspecify.annotations.NullMarked;
