package io.mesosappc.framework.mesos.message;

import java.util.List;

/**
 * An amount of something an agent has, as offered or as used by a task.
 *
 * <p>Scalars are counted in thousandths, as Mesos does since 1.0, so that sums are exact.
 */
public sealed interface Resource {

  /** {@code cpus}, {@code mem}, {@code disk}, {@code ports} or an operator's own. */
  String name();

  /** The role it is reserved for, or {@code *}. */
  String role();

  /**
   * A number.
   *
   * @param thousandths the amount × 1000
   */
  record Scalar(String name, String role, long thousandths) implements Resource {
    /** The amount in the resource's own unit (CPUs, MB). */
    public double value() {
      return thousandths / 1000.0;
    }

    /** Counts an amount in thousandths. */
    public static long thousandths(double value) {
      return Math.round(value * 1000);
    }
  }

  /** Ranges of numbers, in the order given. */
  record Ranges(String name, String role, List<Range> ranges) implements Resource {
    public Ranges {
      ranges = List.copyOf(ranges);
    }
  }

  /** From {@code begin} to {@code end}, both included. */
  record Range(int begin, int end) {}
}
