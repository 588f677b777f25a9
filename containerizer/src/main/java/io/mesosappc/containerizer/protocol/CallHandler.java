package io.mesosappc.containerizer.protocol;

/** Answers the calls of an agent. */
public interface CallHandler {
  /**
   * Takes a call up. May block for as long as the verb takes, except for {@link Verb#WAIT}, which
   * answers later through {@code reply}. Every call is ended with {@link Reply#exit}; a thrown
   * exception ends it with status 1 and its message.
   */
  void handle(Call call, Reply reply) throws Exception;
}
