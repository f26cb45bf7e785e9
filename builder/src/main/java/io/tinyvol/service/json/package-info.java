/**
 * What a store is asked and what it answers, as JSON: of the daemon's API and of {@code --json}.
 */
@NullMarked
package io.tinyvol.service.json;

import org.jspecify.annotations.NullMarked;
