package io.mesosappc.framework.state;

/** Keeps nothing: a scheduler without a state directory starts anew each time. */
public final class ForgetfulStateStore implements StateStore {

  @Override
  public SchedulerState load() {
    return SchedulerState.EMPTY;
  }

  @Override
  public void save(SchedulerState state) {
    // Nothing is kept.
  }

  @Override
  public void clear() {
    // Nothing is kept.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
