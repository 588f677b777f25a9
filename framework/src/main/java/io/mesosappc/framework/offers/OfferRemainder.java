package io.mesosappc.framework.offers;

import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What is left of an offer while instances are placed on it. */
final class OfferRemainder {
  private final Offer offer;
  private List<Resource> left;
  private int placed;

  OfferRemainder(Offer offer) {
    this(offer, offer.resources(), 0);
  }

  private OfferRemainder(Offer offer, List<Resource> left, int placed) {
    this.offer = offer;
    // Reserved resources come first: they are of no use to other frameworks.
    this.left = new ArrayList<>();
    left.stream().filter(resource -> !resource.role().equals("*")).forEach(this.left::add);
    left.stream().filter(resource -> resource.role().equals("*")).forEach(this.left::add);
    this.placed = placed;
  }

  Offer offer() {
    return offer;
  }

  /** How many instances were placed here. */
  int placed() {
    return placed;
  }

  OfferRemainder copy() {
    return new OfferRemainder(offer, left, placed);
  }

  /** Takes over what the trial left, as one more instance placed. */
  void become(OfferRemainder trial) {
    left = trial.left;
    placed = trial.placed + 1;
  }

  long available(String name, Set<String> roles) {
    long sum = 0;
    for (Resource resource : left) {
      if (resource instanceof Resource.Scalar scalar && fits(resource, name, roles)) {
        sum += scalar.thousandths();
      }
    }
    return sum;
  }

  /** Takes an amount that is available, from several roles if it must be. */
  List<Resource> takeScalar(String name, Set<String> roles, long thousandths) {
    List<Resource> taken = new ArrayList<>();
    long missing = thousandths;
    for (int i = 0; i < left.size() && missing > 0; i++) {
      if (left.get(i) instanceof Resource.Scalar scalar && fits(scalar, name, roles)) {
        long part = Math.min(missing, scalar.thousandths());
        if (part > 0) {
          taken.add(new Resource.Scalar(name, scalar.role(), part));
          left.set(i, new Resource.Scalar(name, scalar.role(), scalar.thousandths() - part));
          missing -= part;
        }
      }
    }
    return taken;
  }

  boolean hasPort(int port, Set<String> roles) {
    for (Resource resource : left) {
      if (resource instanceof Resource.Ranges ranges && fits(resource, "ports", roles)) {
        for (Resource.Range range : ranges.ranges()) {
          if (range.begin() <= port && port <= range.end()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The lowest port that is left and not among the ones to keep free. */
  OptionalInt anyPort(Set<String> roles, Set<Integer> kept) {
    for (Resource resource : left) {
      if (resource instanceof Resource.Ranges ranges && fits(resource, "ports", roles)) {
        for (Resource.Range range : ranges.ranges()) {
          for (int port = range.begin(); port <= range.end(); port++) {
            if (!kept.contains(port)) {
              return OptionalInt.of(port);
            }
          }
        }
      }
    }
    return OptionalInt.empty();
  }

  /** Takes a port that is there. */
  Resource takePort(int port, Set<String> roles) {
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i) instanceof Resource.Ranges ranges && fits(ranges, "ports", roles)) {
        List<Resource.Range> rest = without(ranges.ranges(), port);
        if (!rest.equals(ranges.ranges())) {
          left.set(i, new Resource.Ranges("ports", ranges.role(), rest));
          return new Resource.Ranges(
              "ports", ranges.role(), List.of(new Resource.Range(port, port)));
        }
      }
    }
    throw new IllegalArgumentException("port " + port + " is not in offer " + offer.id());
  }

  private static List<Resource.Range> without(List<Resource.Range> ranges, int port) {
    List<Resource.Range> rest = new ArrayList<>();
    for (Resource.Range range : ranges) {
      if (port < range.begin() || port > range.end()) {
        rest.add(range);
        continue;
      }
      if (range.begin() < port) {
        rest.add(new Resource.Range(range.begin(), port - 1));
      }
      if (port < range.end()) {
        rest.add(new Resource.Range(port + 1, range.end()));
      }
    }
    return rest;
  }

  private static boolean fits(Resource resource, String name, Set<String> roles) {
    return resource.name().equals(name) && roles.contains(resource.role());
  }
}
