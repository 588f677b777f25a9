package io.mesosappc.isolators.types;

/** A kind of Linux namespace that a pod can have of its own (man 7 namespaces). */
public enum Namespace {
  MOUNT,
  UTS,
  IPC,
  PID,
  NETWORK
}
