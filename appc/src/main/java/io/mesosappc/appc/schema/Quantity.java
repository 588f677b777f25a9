package io.mesosappc.appc.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource, exact: {@code 500m} cores, {@code 2Gi} bytes (spec ace.md §Resource
 * Isolators, in the syntax of the Kubernetes resource quantity). Amounts that are the same number
 * are equal, however they were written.
 *
 * @param amount in the resource's base unit (cores, bytes, operations per second), from 0 to 2^63 -
 *     1, in whole billionths
 */
public record Quantity(BigDecimal amount) implements Comparable<Quantity> {

  private static final int LONGEST = 64;
  private static final int FINEST_SCALE = 9;
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?+)([0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:[eE]([+-]?+[0-9]{1,3}+)|([KMGTPE]i|[numkKMGTPE]))?+");

  /** Metric suffixes from 10^-9 in steps of 10^3; the empty one is the base unit. */
  private static final List<String> METRIC =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");

  /** Binary suffixes from 2^10 in steps of 2^10. */
  private static final List<String> BINARY = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");

  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /**
   * Checks the range and drops trailing zeros.
   *
   * @throws IllegalArgumentException when the amount is negative, too large or too fine
   */
  public Quantity {
    amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("quantity " + amount + " is negative");
    }
    // The precision first: to compare 1E400 with a small number costs 400 digits.
    if (amount.precision() - (long) amount.scale() > 19 || amount.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException(
          "quantity " + amount + " is larger than " + LARGEST + " base units");
    }
    if (amount.scale() > FINEST_SCALE) {
      throw new IllegalArgumentException(
          "quantity " + amount + " is finer than a billionth of the base unit");
    }
  }

  /**
   * Reads a number with or without a suffix: {@code n u m k M G T P E} (and {@code K}, which the
   * specification writes for k), {@code Ki Mi Gi Ti Pi Ei}, or an exponent as in {@code 1e3}.
   *
   * @throws IllegalArgumentException when the text is no quantity or is out of range
   */
  public static Quantity parse(String text) {
    Matcher matcher = FORM.matcher(text.length() > LONGEST ? "" : text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "quantity "
              + Quoted.shortened(text)
              + " is not valid: it must be a number with at most one suffix of n u m k M G T P E"
              + " Ki Mi Gi Ti Pi Ei, or an exponent like e3");
    }
    BigDecimal number = new BigDecimal(matcher.group(1) + matcher.group(2));
    String suffix = matcher.group(4);
    String exponent = matcher.group(3);
    try {
      if (exponent != null) {
        return new Quantity(number.scaleByPowerOfTen(Integer.parseInt(exponent)));
      }
      return new Quantity(suffix == null ? number : number.multiply(factor(suffix)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "quantity " + Quoted.shortened(text) + " is out of range: " + e.getMessage(), e);
    }
  }

  /** The amount in whole base units, rounded up, as a limit in bytes must be. */
  public long roundedUp() {
    return amount.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /**
   * The amount in thousandths of the base unit, rounded up, as for cores.
   *
   * @throws ArithmeticException when that is more than 2^63 - 1
   */
  public long thousandthsRoundedUp() {
    return amount.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  /**
   * The shortest whole number with a suffix: binary when that divides the amount and metric does
   * not. {@link #parse} reads the same amount back.
   */
  @Override
  public String toString() {
    if (amount.signum() == 0) {
      return "0";
    }
    int metric = METRIC.size() - 1;
    while (metric > 0 && !isWhole(amount.movePointRight(FINEST_SCALE - 3 * metric))) {
      metric--;
    }
    String suffix = METRIC.get(metric);
    if (suffix.isEmpty()) {
      BigDecimal left = amount;
      int binary = 0;
      while (binary < BINARY.size() && isWhole(left.divide(KIBI))) {
        left = left.divide(KIBI);
        binary++;
      }
      return left.toBigIntegerExact() + (binary == 0 ? "" : BINARY.get(binary - 1));
    }
    return amount.movePointRight(FINEST_SCALE - 3 * metric).toBigIntegerExact() + suffix;
  }

  private static BigDecimal factor(String suffix) {
    int binary = BINARY.indexOf(suffix);
    return binary >= 0
        ? KIBI.pow(binary + 1)
        : BigDecimal.ONE.scaleByPowerOfTen(
            3 * METRIC.indexOf(suffix.equals("K") ? "k" : suffix) - FINEST_SCALE);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
