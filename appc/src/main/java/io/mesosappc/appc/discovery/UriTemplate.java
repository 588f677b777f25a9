package io.mesosappc.appc.discovery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI template (RFC 6570, all levels, for variables that are texts), with two rules of the App
 * Container specification's own:
 *
 * <ul>
 *   <li>{@code {name}} keeps its slashes. By RFC 6570 they would become {@code %2F}, but the
 *       specification replaces "simply", and its example shows them kept (spec discovery.md).
 *   <li>A variable without a value is an error, where RFC 6570 drops it: a location that lacks a
 *       part that its author asked for is another location.
 * </ul>
 *
 * Variables may have the names of labels, which are wider than those of RFC 6570.
 */
final class UriTemplate {
  /** The variable whose slashes are kept. */
  static final String NAME = "name";

  private static final int LONGEST = 8192;
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z0-9_%][A-Za-z0-9_%.~/-]*)(?:\\*|:([1-9][0-9]{0,3}))?");
  private static final Pattern TRIPLET = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final String UNRESERVED_MARKS = "-._~";
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

  private final List<Part> parts;

  private UriTemplate(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws InvalidTemplateException when braces do not match, or an expression is not one of RFC
   *     6570
   */
  static UriTemplate parse(String text) throws InvalidTemplateException {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int end = open < 0 ? text.length() : open;
      String literal = text.substring(at, end);
      if (literal.indexOf('}') >= 0) {
        throw new InvalidTemplateException("a closing brace has no opening one");
      }
      if (!literal.isEmpty()) {
        parts.add(new Literal(encoded(literal, true, "")));
      }
      if (open < 0) {
        break;
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new InvalidTemplateException("an opening brace has no closing one");
      }
      parts.add(expression(text.substring(open + 1, close)));
      at = close + 1;
    }
    return new UriTemplate(parts);
  }

  /** The names of all variables. */
  Set<String> variables() {
    Set<String> names = new TreeSet<>();
    for (Part part : parts) {
      if (part instanceof Expression expression) {
        expression.variables().forEach(variable -> names.add(variable.name()));
      }
    }
    return names;
  }

  /**
   * Renders the template.
   *
   * @throws InvalidTemplateException when a variable has no value, or the result is too long
   */
  String expand(Map<String, String> values) throws InvalidTemplateException {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        out.append(literal.text());
      } else {
        expand((Expression) part, values, out);
      }
      if (out.length() > LONGEST) {
        throw new InvalidTemplateException("it renders to more than " + LONGEST + " characters");
      }
    }
    return out.toString();
  }

  private static void expand(Expression expression, Map<String, String> values, StringBuilder out)
      throws InvalidTemplateException {
    Operator operator = expression.operator();
    String separator = operator.first;
    for (Variable variable : expression.variables()) {
      String value = values.get(variable.name());
      if (value == null) {
        throw new InvalidTemplateException("there is no value for {" + variable.name() + "}");
      }
      out.append(separator);
      separator = operator.separator;
      if (operator.named) {
        out.append(encoded(variable.name(), false, "%"));
        out.append(value.isEmpty() ? operator.ifEmpty : "=");
      }
      String kept = variable.name().equals(NAME) ? "/" : "";
      out.append(encoded(variable.cut(value), operator.reserved, kept));
    }
  }

  private static Expression expression(String text) throws InvalidTemplateException {
    Operator operator = Operator.of(text);
    List<Variable> variables = new ArrayList<>();
    for (String spec : text.substring(operator.symbol.length()).split(",", -1)) {
      Matcher variable = VARIABLE.matcher(spec);
      if (!variable.matches()) {
        throw new InvalidTemplateException("{" + text + "} is no expression of RFC 6570");
      }
      String length = variable.group(2);
      variables.add(
          new Variable(
              variable.group(1), length == null ? Integer.MAX_VALUE : Integer.parseInt(length)));
    }
    return new Expression(operator, List.copyOf(variables));
  }

  /** Percent-encodes all but unreserved characters, the kept ones, and perhaps reserved ones. */
  private static String encoded(String text, boolean reserved, String kept) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      boolean triplet =
          c == '%' && reserved && TRIPLET.matcher(text).region(i, text.length()).lookingAt();
      if (isUnreserved(c)
          || kept.indexOf(c) >= 0
          || triplet
          || (reserved && RESERVED.indexOf(c) >= 0)) {
        out.appendCodePoint(c);
      } else {
        for (byte b : text.substring(i, i + width).getBytes(StandardCharsets.UTF_8)) {
          out.append(String.format("%%%02X", b & 0xff));
        }
      }
      i += width;
    }
    return out.toString();
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED_MARKS.indexOf(c) >= 0;
  }

  /** The operators of RFC 6570, with the table of its appendix A. */
  private enum Operator {
    RESERVED_TEXT("+", "", ",", false, "", true),
    FRAGMENT("#", "#", ",", false, "", true),
    LABEL(".", ".", ".", false, "", false),
    PATH("/", "/", "/", false, "", false),
    PARAMETER(";", ";", ";", true, "", false),
    QUERY("?", "?", "&", true, "=", false),
    CONTINUATION("&", "&", "&", true, "=", false),
    SIMPLE("", "", ",", false, "", false);

    final String symbol;
    final String first;
    final String separator;
    final boolean named;
    final String ifEmpty;
    final boolean reserved;

    Operator(
        String symbol,
        String first,
        String separator,
        boolean named,
        String ifEmpty,
        boolean reserved) {
      this.symbol = symbol;
      this.first = first;
      this.separator = separator;
      this.named = named;
      this.ifEmpty = ifEmpty;
      this.reserved = reserved;
    }

    static Operator of(String expression) {
      for (Operator operator : values()) {
        if (expression.startsWith(operator.symbol)) {
          return operator;
        }
      }
      return SIMPLE;
    }
  }

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Expression(Operator operator, List<Variable> variables) implements Part {}

  /**
   * A variable.
   *
   * @param longest how many characters of its value are taken
   */
  private record Variable(String name, int longest) {
    String cut(String value) {
      int length = value.codePointCount(0, value.length());
      return length <= longest ? value : value.substring(0, value.offsetByCodePoints(0, longest));
    }
  }
}
