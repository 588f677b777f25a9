package io.mesosappc.containerizer.lifecycle;

/** There is no container of that ID: it never was, or its end has been reported and it is gone. */
public final class NoSuchContainerException extends ContainerException {
  public NoSuchContainerException(String id) {
    super(
        "container "
            + id
            + " is not known here: it was never launched, or has ended and been collected");
  }
}
