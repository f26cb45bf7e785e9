package io.tinyvol.reflink;

/** Ends what is under way; nothing is tidied up but locks, as the kernel does it. */
final class Killed extends Error {
  private static final long serialVersionUID = 1L;
}
