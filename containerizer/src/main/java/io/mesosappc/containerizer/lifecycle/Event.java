package io.mesosappc.containerizer.lifecycle;

/** What can happen to a container. */
enum Event {
  /** The agent asks for it. */
  LAUNCH_ASKED,
  /** Its image is rendered, its URIs are fetched, its plan is made. */
  PLANNED,
  /** Its pod exists, with the app held. */
  POD_MADE,
  /** A step of the launch failed. */
  STEP_FAILED,
  /** The executor session wants the app to run. */
  START_ASKED,
  /** The app's execve(2) succeeded. */
  APP_STARTED,
  /** The app cannot be executed. */
  START_FAILED,
  /** The kernel killed a process of it at the memory limit. */
  OUT_OF_MEMORY,
  /** The app has ended, or its end was lost with pod-init. */
  APP_ENDED,
  /** The executor session has nothing more to report. */
  SESSION_OVER,
  /** A waiting call got the app's status. */
  STATUS_COLLECTED,
  /** The agent wants it gone. */
  DESTROY_ASKED,
  /** Everything of it is gone but its directories. */
  POD_REMOVED,
  /** Something of it could not be removed. */
  REMOVAL_FAILED
}
