/** What changed in a volume becomes chunks, along the files that it belongs to. */
@NullMarked
package io.tinyvol.builder.commit;

import org.jspecify.annotations.NullMarked;
