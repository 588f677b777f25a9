package io.mesosappc.framework.offers;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.PortDefinition;
import io.mesosappc.framework.definition.Resources;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Places instances on offers: of the offers that fit, the one with fewest new instances so far. */
public final class OfferMatcher {
  private final Set<String> roles;

  /**
   * Makes a matcher.
   *
   * @param role the framework's role; its resources and those of {@code *} are used
   */
  public OfferMatcher(String role) {
    this.roles = new HashSet<>(List.of("*", role));
  }

  /** Finds places for as many of the wished instances as fit. */
  public Matching match(List<Offer> offers, List<Wish> wishes) {
    List<OfferRemainder> remainders = new ArrayList<>();
    offers.forEach(offer -> remainders.add(new OfferRemainder(offer)));
    List<Placement> placements = new ArrayList<>();
    List<Matching.Misfit> misfits = new ArrayList<>();
    for (Wish wish : wishes) {
      List<Map<String, String>> placed = new ArrayList<>(wish.placed());
      for (int i = 0; i < wish.count(); i++) {
        List<Matching.Misfit> reasons = new ArrayList<>();
        Optional<Placement> placement = place(wish.app(), placed, remainders, reasons);
        if (placement.isEmpty()) {
          misfits.addAll(reasons);
          break;
        }
        placed.add(placement.get().offer().attributes());
        placements.add(placement.get());
      }
    }
    List<String> unused = new ArrayList<>();
    for (OfferRemainder remainder : remainders) {
      if (remainder.placed() == 0) {
        unused.add(remainder.offer().id());
      }
    }
    return new Matching(placements, unused, misfits);
  }

  private Optional<Placement> place(
      AppDefinition app,
      List<Map<String, String>> placed,
      List<OfferRemainder> remainders,
      List<Matching.Misfit> reasons) {
    List<OfferRemainder> order = new ArrayList<>(remainders);
    order.sort((a, b) -> Integer.compare(a.placed(), b.placed()));
    for (OfferRemainder remainder : order) {
      Offer offer = remainder.offer();
      Optional<String> against =
          ConstraintRules.against(app.scaling().constraints(), offer.attributes(), placed);
      if (against.isEmpty()) {
        OfferRemainder trial = remainder.copy();
        List<Resource> used = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        against = take(app, trial, used, ports);
        if (against.isEmpty()) {
          remainder.become(trial);
          return Optional.of(new Placement(app, offer, used, ports));
        }
      }
      reasons.add(new Matching.Misfit(app.id(), offer.hostname(), against.get()));
    }
    return Optional.empty();
  }

  /** Takes all that the app needs from the trial; returns why not when something is missing. */
  private Optional<String> take(
      AppDefinition app, OfferRemainder trial, List<Resource> used, List<Integer> ports) {
    Set<String> accepted = new HashSet<>(roles);
    if (!app.scaling().acceptedRoles().isEmpty()) {
      accepted.retainAll(app.scaling().acceptedRoles());
    }
    Resources wants = app.resources();
    Optional<String> missing = takeScalar(trial, accepted, "cpus", wants.cpus(), used);
    if (missing.isEmpty()) {
      missing = takeScalar(trial, accepted, "mem", wants.memMegabytes(), used);
    }
    if (missing.isEmpty()) {
      missing = takeScalar(trial, accepted, "disk", wants.diskMegabytes(), used);
    }
    if (missing.isEmpty()) {
      missing = takePorts(app, trial, accepted, used, ports);
    }
    return missing;
  }

  private static Optional<String> takeScalar(
      OfferRemainder trial, Set<String> roles, String name, double amount, List<Resource> used) {
    long thousandths = Resource.Scalar.thousandths(amount);
    long offered = trial.available(name, roles);
    if (offered < thousandths) {
      return Optional.of("wants " + name + " " + amount + ", offered " + offered / 1000.0);
    }
    used.addAll(trial.takeScalar(name, roles, thousandths));
    return Optional.empty();
  }

  private static Optional<String> takePorts(
      AppDefinition app,
      OfferRemainder trial,
      Set<String> roles,
      List<Resource> used,
      List<Integer> ports) {
    boolean required = app.ports().required();
    Set<Integer> fixed = new HashSet<>();
    if (required) {
      app.ports().definitions().forEach(definition -> fixed.add(definition.port()));
    }
    for (PortDefinition definition : app.ports().definitions()) {
      if (required && definition.port() != 0) {
        if (!trial.hasPort(definition.port(), roles)) {
          return Optional.of("wants port " + definition.port() + ", which is not offered");
        }
        used.add(trial.takePort(definition.port(), roles));
        ports.add(definition.port());
      } else {
        OptionalInt free = trial.anyPort(roles, fixed);
        if (free.isEmpty()) {
          return Optional.of("wants a port, none is left in the offer");
        }
        used.add(trial.takePort(free.getAsInt(), roles));
        ports.add(free.getAsInt());
      }
    }
    return Optional.empty();
  }
}
