package io.mesosappc.containerizer.config;

/** What becomes of a container that asks for a network this agent has no configuration for. */
public enum UnknownNetwork {
  /** It runs in the host's network. */
  HOST,
  /** Its launch fails, naming the network. */
  REFUSE
}
