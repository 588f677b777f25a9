package io.mesosappc.containerizer.protocol;

import io.mesosappc.containerizer.lifecycle.ContainerException;

/** Answers the calls of one verb. */
interface VerbHandler {
  /**
   * Answers, at once or later; an exception is an answer too.
   *
   * @throws RequestException if the call makes no sense
   * @throws ContainerException if it cannot be done
   */
  void handle(Call call, Reply reply)
      throws RequestException, ContainerException, InterruptedException;
}
