package io.mesosappc.appc.fetch;

import java.time.Duration;

/** Waits; tests let time pass faster. */
interface Pause {
  void sleep(Duration duration) throws InterruptedException;
}
