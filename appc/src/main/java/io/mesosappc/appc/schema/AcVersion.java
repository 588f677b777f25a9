package io.mesosappc.appc.schema;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version in SemVer 2.0.0 form (spec types.md §AC Version Type); equal values print alike, and
 * the order is that of SemVer §11, with build metadata as the last tie-breaker to agree with
 * equals.
 *
 * @param major first number, without an upper bound
 * @param minor second number
 * @param patch third number
 * @param preRelease dot-separated identifiers after {@code -}; empty for a release
 * @param build dot-separated identifiers after {@code +}; mostly empty
 */
public record AcVersion(
    BigInteger major,
    BigInteger minor,
    BigInteger patch,
    List<String> preRelease,
    List<String> build)
    implements Comparable<AcVersion> {

  private static final int LONGEST = 256;
  private static final String NUMBER = "(0|[1-9][0-9]*+)";
  private static final Pattern FORM =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-([0-9A-Za-z.-]++))?+(?:\\+([0-9A-Za-z.-]++))?+");

  /** The version of the specification that this library follows; made with the pattern above. */
  public static final AcVersion SPECIFICATION = parse("0.8.11");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when a number is negative or an identifier breaks SemVer §9–10
   */
  public AcVersion {
    if (major.signum() < 0 || minor.signum() < 0 || patch.signum() < 0) {
      throw new IllegalArgumentException("a version has no negative numbers");
    }
    preRelease = List.copyOf(preRelease);
    build = List.copyOf(build);
    for (String part : preRelease) {
      if (!isIdentifier(part) || (isNumber(part) && part.length() > 1 && part.startsWith("0"))) {
        throw new IllegalArgumentException(
            "pre-release identifier " + Quoted.shortened(part) + " is not valid in SemVer");
      }
    }
    for (String part : build) {
      if (!isIdentifier(part)) {
        throw new IllegalArgumentException(
            "build identifier " + Quoted.shortened(part) + " is not valid in SemVer");
      }
    }
  }

  /**
   * Reads {@code 1.2.3}, {@code 1.2.3-rc.1} or {@code 1.2.3+build}.
   *
   * @throws IllegalArgumentException when the text is not SemVer 2.0.0
   */
  public static AcVersion parse(String text) {
    Matcher matcher = FORM.matcher(text.length() > LONGEST ? "" : text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "version "
              + Quoted.shortened(text)
              + " is not valid: it must be SemVer 2.0.0, like 1.2.3 or 1.2.3-rc.1");
    }
    return new AcVersion(
        new BigInteger(matcher.group(1)),
        new BigInteger(matcher.group(2)),
        new BigInteger(matcher.group(3)),
        identifiers(Optional.ofNullable(matcher.group(4))),
        identifiers(Optional.ofNullable(matcher.group(5))));
  }

  /**
   * Checks that a manifest of this version can be read: it is of the same major series as {@link
   * #SPECIFICATION}, and not 0.0.0, which never was (spec types.md §AC Version Type).
   *
   * @throws IllegalArgumentException when it cannot be
   */
  void requireCompatible() {
    if (!major.equals(SPECIFICATION.major())) {
      throw new IllegalArgumentException(
          "acVersion " + this + " is of another major series than " + SPECIFICATION);
    }
    if (minor.signum() == 0 && patch.signum() == 0) {
      throw new IllegalArgumentException(
          "acVersion " + this + " is no version of the specification");
    }
  }

  /** Like {@link #parse}, but empty when the text is not a version. */
  public static Optional<AcVersion> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(AcVersion other) {
    int result = major.compareTo(other.major);
    result = result != 0 ? result : minor.compareTo(other.minor);
    result = result != 0 ? result : patch.compareTo(other.patch);
    if (result == 0 && preRelease.isEmpty() != other.preRelease.isEmpty()) {
      // A release is newer than all of its pre-releases (SemVer §11.3).
      return preRelease.isEmpty() ? 1 : -1;
    }
    result = result != 0 ? result : compareIdentifiers(preRelease, other.preRelease);
    return result != 0 ? result : compareIdentifiers(build, other.build);
  }

  @Override
  public String toString() {
    return major
        + "."
        + minor
        + "."
        + patch
        + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease))
        + (build.isEmpty() ? "" : "+" + String.join(".", build));
  }

  private static List<String> identifiers(Optional<String> text) {
    return text.map(parts -> List.of(parts.split("\\.", -1))).orElse(List.of());
  }

  private static int compareIdentifiers(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int result = compareIdentifier(left.get(i), right.get(i));
      if (result != 0) {
        return result;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareIdentifier(String left, String right) {
    boolean leftNumber = isNumber(left);
    boolean rightNumber = isNumber(right);
    if (leftNumber && rightNumber) {
      int result = new BigInteger(left).compareTo(new BigInteger(right));
      return result != 0 ? result : left.compareTo(right);
    }
    if (leftNumber != rightNumber) {
      // Numbers sort before words (SemVer §11.4.3).
      return leftNumber ? -1 : 1;
    }
    return left.compareTo(right);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || c == '-');
  }
}
