package io.mesosappc.framework.mesos;

import com.google.protobuf.ByteString;
import io.mesosappc.framework.mesos.message.MasterEvent;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import io.mesosappc.framework.mesos.message.TaskState;
import io.mesosappc.framework.mesos.message.TaskUpdate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Translates Mesos' scheduler events into ours. */
final class SchedulerEvents {
  private SchedulerEvents() {}

  /** Returns nothing for heartbeats, for SUBSCRIBED, and for events that do not concern us. */
  static Optional<MasterEvent> translate(Event event) {
    return switch (event.getType()) {
      case OFFERS -> {
        List<Offer> offers = new ArrayList<>();
        event.getOffers().getOffersList().forEach(offer -> offers.add(offer(offer)));
        yield Optional.of(new MasterEvent.Offered(offers));
      }
      case RESCIND ->
          Optional.of(new MasterEvent.Rescinded(event.getRescind().getOfferId().getValue()));
      case UPDATE -> Optional.of(new MasterEvent.Updated(update(event.getUpdate().getStatus())));
      case FAILURE -> {
        var failure = event.getFailure();
        yield Optional.of(
            new MasterEvent.Failure(
                when(failure.hasAgentId(), failure.getAgentId().getValue()),
                when(failure.hasExecutorId(), failure.getExecutorId().getValue())));
      }
      case ERROR -> Optional.of(new MasterEvent.Refused(event.getError().getMessage()));
      default -> Optional.empty();
    };
  }

  private static Offer offer(Protos.Offer offer) {
    List<Resource> resources = new ArrayList<>();
    for (Protos.Resource resource : offer.getResourcesList()) {
      usable(resource).ifPresent(resources::add);
    }
    Map<String, String> attributes = new HashMap<>();
    offer.getAttributesList().forEach(a -> attributes.put(a.getName(), attribute(a)));
    attributes.put("@hostname", offer.getHostname());
    if (offer.hasDomain() && offer.getDomain().hasFaultDomain()) {
      var domain = offer.getDomain().getFaultDomain();
      attributes.put("@region", domain.getRegion().getName());
      attributes.put("@zone", domain.getZone().getName());
    }
    return new Offer(
        offer.getId().getValue(),
        offer.getAgentId().getValue(),
        offer.getHostname(),
        resources,
        attributes);
  }

  @SuppressWarnings("deprecation") // Resource.role is the only form that agents before 1.4 know.
  private static Optional<Resource> usable(Protos.Resource resource) {
    boolean special =
        resource.hasRevocable()
            || resource.hasShared()
            || resource.hasReservation()
            || resource.getReservationsCount() > 0
            || (resource.hasDisk()
                && (resource.getDisk().hasPersistence() || resource.getDisk().hasSource()));
    if (special) {
      return Optional.empty();
    }
    String name = resource.getName();
    if (resource.getType() == Protos.Value.Type.SCALAR) {
      long amount = Resource.Scalar.thousandths(resource.getScalar().getValue());
      return Optional.of(new Resource.Scalar(name, resource.getRole(), amount));
    }
    if (resource.getType() == Protos.Value.Type.RANGES && name.equals("ports")) {
      List<Resource.Range> ranges = new ArrayList<>();
      for (Protos.Value.Range range : resource.getRanges().getRangeList()) {
        ranges.add(new Resource.Range((int) range.getBegin(), (int) range.getEnd()));
      }
      return Optional.of(new Resource.Ranges(name, resource.getRole(), ranges));
    }
    return Optional.empty();
  }

  /** Prints an attribute as Marathon's constraints see it. */
  private static String attribute(Protos.Attribute attribute) {
    return switch (attribute.getType()) {
      case TEXT -> attribute.getText().getValue();
      case SCALAR ->
          BigDecimal.valueOf(attribute.getScalar().getValue())
              .setScale(3, RoundingMode.HALF_EVEN)
              .stripTrailingZeros()
              .toPlainString();
      case RANGES ->
          attribute.getRanges().getRangeList().stream()
              .map(range -> range.getBegin() + "-" + range.getEnd())
              .collect(Collectors.joining(",", "[", "]"));
      case SET ->
          attribute.getSet().getItemList().stream()
              .sorted()
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static TaskUpdate update(Protos.TaskStatus status) {
    ByteString uuid = status.getUuid();
    return new TaskUpdate(
        status.getTaskId().getValue(),
        state(status.getState()),
        when(status.hasAgentId(), status.getAgentId().getValue()),
        when(status.hasReason(), status.getReason().name()),
        when(status.hasMessage(), status.getMessage()),
        when(!uuid.isEmpty(), Base64.getEncoder().encodeToString(uuid.toByteArray())));
  }

  private static TaskState state(Protos.TaskState state) {
    return TaskState.valueOf(state.name().substring("TASK_".length()).toUpperCase(Locale.ROOT));
  }

  private static Optional<String> when(boolean present, String value) {
    return present ? Optional.of(value) : Optional.empty();
  }
}
