package io.mesosappc.containerizer.pod;

import java.util.List;

/**
 * What the networks that a container asks for come to. {@code host} is the host's network, {@code
 * none} a network of its own with nothing but the loopback device.
 *
 * @param own whether it has a network namespace of its own
 * @param unknown names that mean nothing here, for which it gets the host's network
 */
record Networks(boolean own, List<String> unknown) {
  private static final String HOST = "host";
  private static final String NONE = "none";

  Networks {
    unknown = List.copyOf(unknown);
  }

  static Networks of(List<String> names) throws PreparationException {
    boolean own = names.contains(NONE);
    if (own && names.stream().anyMatch(name -> !name.equals(NONE))) {
      throw new PreparationException(
          "networks " + names + " contradict each other: a container with 'none' has no other");
    }
    List<String> unknown =
        names.stream().filter(name -> !name.equals(HOST) && !name.equals(NONE)).toList();
    return new Networks(own, unknown);
  }
}
