package io.mesosappc.appc.discovery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How images are searched by name.
 *
 * @param order where to look, in this order; what is not in it is not looked at
 * @param simplePrefixes what simple discovery puts before the rendered name, in order of trial;
 *     {@code https://} alone means the host that the name begins with
 * @param mirrors directories in the layout of simple discovery, such as {@code
 *     example.com/app-1.0.0-linux-amd64.aci} with {@code .aci.asc} beside it
 * @param found how long it is remembered what a page says; zero asks each time
 * @param nothing how long it is remembered that a page says nothing
 * @param pageBytes most bytes that a page may have
 */
public record DiscoveryConfig(
    List<SearchPlace> order,
    List<String> simplePrefixes,
    List<Path> mirrors,
    Duration found,
    Duration nothing,
    int pageBytes) {

  /** Local, simple, meta; {@code https://}; no mirror; an hour and a minute; 1 MiB. */
  public static final DiscoveryConfig DEFAULT =
      new DiscoveryConfig(
          List.of(SearchPlace.LOCAL, SearchPlace.SIMPLE, SearchPlace.META),
          List.of("https://"),
          List.of(),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          1 << 20);

  /**
   * Checks the values and copies the lists.
   *
   * @throws IllegalArgumentException when a place stands twice, a time is negative, or pages may
   *     have no bytes
   */
  public DiscoveryConfig {
    order = List.copyOf(order);
    simplePrefixes = List.copyOf(simplePrefixes);
    mirrors = List.copyOf(mirrors);
    Set<SearchPlace> places = EnumSet.noneOf(SearchPlace.class);
    for (SearchPlace place : order) {
      if (!places.add(place)) {
        throw new IllegalArgumentException("the search order has " + place + " twice");
      }
    }
    if (found.isNegative() || nothing.isNegative() || pageBytes < 1) {
      throw new IllegalArgumentException(
          "a time of remembering pages is negative, or pages may have no bytes");
    }
  }
}
