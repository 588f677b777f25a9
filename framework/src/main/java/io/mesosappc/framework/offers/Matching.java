package io.mesosappc.framework.offers;

import java.util.List;

/**
 * The outcome of matching wishes with offers.
 *
 * @param placements places found, in the order of the wishes
 * @param unused IDs of the offers that nothing was placed on
 * @param misfits why what is left over did not fit
 */
public record Matching(List<Placement> placements, List<String> unused, List<Misfit> misfits) {

  public Matching {
    placements = List.copyOf(placements);
    unused = List.copyOf(unused);
    misfits = List.copyOf(misfits);
  }

  /** Why an app did not fit an offer. */
  public record Misfit(String appId, String hostname, String why) {}
}
