package io.mesosappc.appc.schema;

import java.util.List;

/**
 * A command at a point of the app's life (spec aci.md, app.eventHandlers).
 *
 * @param event when it runs
 * @param exec the command and its arguments
 */
public record EventHandler(Event event, List<String> exec) {

  /** Copies the command. */
  public EventHandler {
    exec = List.copyOf(exec);
    exec.forEach(TextRule::noNul);
  }

  /** The two points that the specification knows. */
  public enum Event {
    /** Runs and ends before the app starts. */
    PRE_START("pre-start"),
    /** Runs after the app has ended. */
    POST_STOP("post-stop");

    private final String text;

    Event(String text) {
      this.text = text;
    }

    /**
     * Reads the manifest's word for it, which {@link #toString} prints.
     *
     * @throws IllegalArgumentException for an unknown word
     */
    public static Event parse(String text) {
      for (Event event : values()) {
        if (event.text.equals(text)) {
          return event;
        }
      }
      throw new IllegalArgumentException(
          "event " + Quoted.shortened(text) + " is neither pre-start nor post-stop");
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
