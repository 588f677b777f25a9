package io.mesosappc.appc.provision;

import io.mesosappc.appc.provision.ProvisionException.Reason;
import java.util.ArrayList;
import java.util.List;

/** The places that were tried for one image and what each said, for the error if none had it. */
final class Attempts {
  private final String wanted;
  private final List<ProvisionException> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Attempts(String wanted) {
    this.wanted = wanted;
  }

  void failed(ProvisionException failure) {
    failures.add(failure);
  }

  /** Something that was passed over on the way. */
  void note(String note) {
    notes.add(note);
  }

  /** The gravest failure gives the reason: a place that was merely empty explains the least. */
  ProvisionException exhausted(String searched) {
    Reason reason = Reason.NOT_FOUND;
    StringBuilder message =
        new StringBuilder("cannot provision image ").append(wanted).append(": ");
    if (failures.isEmpty()) {
      message.append("not found in ").append(searched);
    }
    String separator = "";
    for (ProvisionException failure : failures) {
      message.append(separator).append(failure.getMessage());
      separator = "; ";
      if (reason == Reason.NOT_FOUND) {
        reason = failure.reason();
      }
    }
    for (String note : notes) {
      message.append("; ").append(note);
    }
    ProvisionException exhausted = new ProvisionException(reason, message.toString());
    failures.forEach(exhausted::addSuppressed);
    return exhausted;
  }
}
