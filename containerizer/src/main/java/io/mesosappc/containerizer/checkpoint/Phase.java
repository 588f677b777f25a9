package io.mesosappc.containerizer.checkpoint;

/** How far a container has come, in order. What a phase names may exist, in whole or in part. */
public enum Phase {
  /**
   * Its image is being looked for; nothing of its own exists but its directories; never on disk.
   */
  PROVISIONING,
  /** Its cgroups and its pod are being made. */
  PREPARING,
  /** Its pod exists, the app waits to be executed; the agent has been told or will be. */
  HELD,
  /** The app was told to start. */
  STARTED,
  /** The app has ended; pod and cgroups are gone or going, the agent does not know it all yet. */
  ENDED,
  /** Everything of it is being removed. */
  REMOVING
}
