/** Accounts of very many chunks in bounded memory. */
@NullMarked
package io.tinyvol.volume.chunkset;

import org.jspecify.annotations.NullMarked;
