package io.mesosappc.containerizer.config;

/**
 * The reference page of the configuration file, written from the table of keys, so that page and
 * program cannot disagree: {@code docs/configuration.md} is this text, and a test compares them.
 */
public final class ConfigReference {
  private static final int WIDTH = 100;

  private ConfigReference() {}

  /** The whole page, in Markdown. */
  public static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration of the daemon

        `mesos-appcd` reads one YAML file: the one that `--config` names, or
        `%s`. Without a file everything has its default.
        Every key is optional. A file with a mistake is refused as a whole: the daemon does not start,
        and names every mistake with its line, key, value and rule.

        Durations are written as Mesos writes them: a number and one of `ns us ms secs mins hrs days
        weeks`, such as `2.5secs`. Sizes are a whole number and one of `B KB MB GB TB`, each 1024
        times the one before, such as `16GB`.

        This page is generated from the program's own table of keys. The file below is
        complete: it says what the defaults say.

        ```yaml
        """
            .formatted(DaemonConfig.DEFAULT_FILE));
    String section = "";
    for (ConfigKey<?> key : ConfigKey.ALL) {
      if (!key.section().equals(section)) {
        section = key.section();
        if (!section.isEmpty()) {
          page.append(section, 0, section.length() - 1).append(":\n");
        }
      }
      String indent = section.isEmpty() ? "" : "  ";
      comment(page, indent, key.description().replace("`", ""));
      comment(page, indent, rule(key));
      page.append(indent)
          .append(key.simpleName())
          .append(": ")
          .append(key.defaultText())
          .append("\n\n");
    }
    page.setLength(page.length() - 1);
    return page.append("```\n").toString();
  }

  private static String rule(ConfigKey<?> key) {
    String rule = key.type().rule();
    return (key.list() ? "Each " + rule : Character.toUpperCase(rule.charAt(0)) + rule.substring(1))
        + ".";
  }

  private static void comment(StringBuilder page, String indent, String text) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        page.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    page.append(line).append('\n');
  }
}
