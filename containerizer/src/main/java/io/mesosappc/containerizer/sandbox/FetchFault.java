package io.mesosappc.containerizer.sandbox;

/** Why a URI cannot be had, and the cure, without the words about which URI and sandbox it is. */
final class FetchFault extends Exception {
  private final boolean passing;

  FetchFault(String why, String cure) {
    super(why + "; " + cure);
    this.passing = false;
  }

  private FetchFault(String why, boolean passing, Throwable cause) {
    super(why + "; is the server up and reachable from the agent?", cause);
    this.passing = passing;
  }

  /** A fault that another attempt may not meet. */
  static FetchFault passing(String why, Throwable cause) {
    return new FetchFault(why, true, cause);
  }

  /** Whether another attempt makes sense. */
  boolean isPassing() {
    return passing;
  }
}
