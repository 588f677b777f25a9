package io.mesosappc.framework.state;

/** Where the scheduler's state is kept. */
public interface StateStore extends AutoCloseable {

  /**
   * Reads what was saved last.
   *
   * @throws StateUnusableException when it cannot be read or is not ours
   */
  SchedulerState load() throws StateUnusableException;

  /**
   * Saves; once this returns, the state survives a crash of the scheduler and of the machine.
   *
   * @throws StateUnusableException when it cannot be written
   */
  void save(SchedulerState state) throws StateUnusableException;

  /** Forgets everything: the framework was torn down. */
  void clear() throws StateUnusableException;

  @Override
  void close();
}
