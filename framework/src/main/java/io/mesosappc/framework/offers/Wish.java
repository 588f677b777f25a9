package io.mesosappc.framework.offers;

import io.mesosappc.framework.definition.AppDefinition;
import java.util.List;
import java.util.Map;

/**
 * Instances of one app that need a place.
 *
 * @param app the app
 * @param count how many
 * @param placed attributes of the agents where its other instances are, for constraints
 */
public record Wish(AppDefinition app, int count, List<Map<String, String>> placed) {

  public Wish {
    placed = List.copyOf(placed);
  }
}
