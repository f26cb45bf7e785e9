/** The content of single files becomes chunks, before anything is known of where it will lie. */
@NullMarked
package io.tinyvol.builder.content;

import org.jspecify.annotations.NullMarked;
