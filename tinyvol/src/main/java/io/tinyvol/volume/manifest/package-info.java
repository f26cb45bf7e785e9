/** The Merkle manifest: building it, reading it, walking what two of them do not share. */
@NullMarked
package io.tinyvol.volume.manifest;

import org.jspecify.annotations.NullMarked;
