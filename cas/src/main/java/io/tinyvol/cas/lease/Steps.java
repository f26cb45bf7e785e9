package io.tinyvol.cas.lease;

/**
 * The points at which what one thread does decides what another one's doing comes to: tests put
 * threads into every order there. May be called from any thread.
 */
public interface Steps {
  /** Where nobody watches. */
  Steps UNWATCHED = _ -> {};

  /** What comes next. */
  enum Step {
    /** A lease is opened. */
    OPEN,
    /** A lease says that it has told all roots. */
    SETTLE,
    /** A session notes content as its own. */
    TOUCH,
    /** It looks whether that is being swept away, having noted it. */
    LOOK,
    /** It looks whether the store has it. */
    FIND,
    /** A root is told to a collection before a head names it. */
    PUBLISH,
    /** A lease is closed. */
    CLOSE,
    /** A collection begins. */
    BEGIN,
    /** It asks what else is in use. */
    ROOTS,
    /** It makes sure that nothing came since. */
    CONFIRM,
    /** It begins to tell what is dead. */
    CONDEMN,
    /** It looks who has noted what it condemned. */
    SPARE,
    /** It deletes the rest. */
    DELETE,
    /** It lets go of who waits for that. */
    RELEASE,
    /** Somebody waits for another, and looks again whenever others did something. */
    WAIT
  }

  /** Is called before the step is done. */
  void before(Step step);
}
