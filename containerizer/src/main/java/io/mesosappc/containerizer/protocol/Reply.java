package io.mesosappc.containerizer.protocol;

/**
 * The way back to the agent. Methods may be called from any thread and never block; after {@link
 * #exit}, or once the client is gone, they have no effect.
 */
public interface Reply {
  /**
   * Sends a record, framed with its length as the agent expects it, to the client's standard
   * output.
   */
  void record(byte[] message);

  /**
   * Sends a line to the client's standard error, which the agent appends to the sandbox's {@code
   * stderr}.
   */
  void complain(String line);

  /** Ends the call with an exit status: 0, or 1 to 255 for a failure. */
  void exit(int status);

  /** Has {@code action} run if the client goes away before {@link #exit}. */
  void onGone(Runnable action);
}
