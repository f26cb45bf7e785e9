package io.tinyvol.blockdev.nbd.format;

/** What can be asked of ranges ("Metadata querying" of the protocol document). */
public enum MetaContext {
  /** What holds space, and what is zeros. */
  ALLOCATION(1, "base:allocation"),

  /** What has been written to since the last commit; the name is in the form of QEMU's bitmaps. */
  DELTA(2, "qemu:dirty-bitmap:delta");

  private final int id;
  private final String contextName;

  MetaContext(int id, String contextName) {
    this.id = id;
    this.contextName = contextName;
  }

  /** Its name in queries. */
  public String contextName() {
    return contextName;
  }

  /** Its number in replies. */
  public int id() {
    return id;
  }

  /** Whether a query means it alone. */
  public boolean isNamed(String query) {
    return contextName.equals(query);
  }

  /** Whether a query means it, or a namespace that it is in. */
  public boolean isListed(String query) {
    return isNamed(query) || (query.endsWith(":") && contextName.startsWith(query));
  }

  /** The status of a range as a reply has it. */
  public int status(boolean isMapped, boolean isZero, boolean isChanged) {
    return switch (this) {
      case ALLOCATION ->
          (isMapped ? 0 : CommandNumbers.STATE_HOLE | CommandNumbers.STATE_ZERO)
              | (isZero ? CommandNumbers.STATE_ZERO : 0);
      case DELTA -> isChanged ? CommandNumbers.STATE_DIRTY : 0;
    };
  }
}
