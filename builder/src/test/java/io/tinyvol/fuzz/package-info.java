/**
 * What {@code benchmarks/fuzz} feeds with bytes that nobody wrote, and a test of what it found.
 * Each target has a method {@code fuzzerTestOneInput}, from which nothing may come out: what a
 * parser documents for bad input is caught, all else is a finding.
 */
@NullMarked
package io.tinyvol.fuzz;

import org.jspecify.annotations.NullMarked;
