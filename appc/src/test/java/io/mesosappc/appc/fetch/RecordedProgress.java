package io.mesosappc.appc.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what it is told. */
final class RecordedProgress implements Progress {
  final List<String> calls = new ArrayList<>();

  @Override
  public void started(URI location, Optional<Long> expected) {
    calls.add("started " + expected.map(String::valueOf).orElse("unknown"));
  }

  @Override
  public void received(long soFar) {
    calls.add("received " + soFar);
  }

  @Override
  public void waiting(Duration pause, String why) {
    calls.add("waiting");
  }

  @Override
  public void ended() {
    calls.add("ended");
  }
}
