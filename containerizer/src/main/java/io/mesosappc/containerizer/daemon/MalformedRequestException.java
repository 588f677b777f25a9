package io.mesosappc.containerizer.daemon;

/** What a client sent is not a request of this version of the format. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    super(message);
  }
}
