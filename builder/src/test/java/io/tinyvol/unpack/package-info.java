/** Tests of compressed streams that are damaged, cut off, hostile or left early. */
@NullMarked
package io.tinyvol.unpack;

import org.jspecify.annotations.NullMarked;
