package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.KeyMaterialException;
import io.mesosappc.appc.trust.KeyStore;
import io.mesosappc.appc.trust.PublicKeyFacts;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** A key that somebody is asked about before it is trusted. */
final class ShownKey {
  private ShownKey() {}

  static void print(PublicKeyFacts facts, PrintWriter out) {
    out.println("fingerprint  " + facts.fingerprint());
    facts.userIds().forEach(user -> out.println("user         " + user));
    out.println(
        "key          "
            + facts.algorithm()
            + (facts.bits() > 0 ? ", " + facts.bits() + " bits" : "")
            + ", made "
            + facts.created()
            + facts.expires().map(end -> ", expires " + end).orElse(", never expires")
            + (facts.revoked() ? ", REVOKED" : ""));
    facts.weakness().ifPresent(why -> out.println("weak         " + why));
    facts
        .subkeys()
        .forEach(
            subkey ->
                out.println(
                    "subkey       "
                        + subkey.fingerprint()
                        + " "
                        + subkey.algorithm()
                        + (subkey.canSign() ? ", signs" : "")
                        + (subkey.revoked() ? ", REVOKED" : "")));
  }

  /**
   * Shows a key, and adds it if that is confirmed.
   *
   * @return whether it was added
   */
  static boolean add(
      KeyStore keys, NamePrefix prefix, byte[] material, boolean yes, PrintWriter out)
      throws CommandException, IOException {
    try {
      PublicKeyFacts facts = keys.inspect(material);
      print(facts, out);
      String who = prefix.equals(NamePrefix.ALL) ? "all images" : prefix + " and below";
      if (!yes && !confirmed("Trust this key for " + who + "? [y/N] ", out)) {
        out.println("not trusted");
        return false;
      }
      out.println("trusted      " + keys.add(prefix, material) + " for " + who);
      return true;
    } catch (KeyMaterialException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean confirmed(String question, PrintWriter out) throws IOException {
    out.print(question);
    out.flush();
    StringBuilder answer = new StringBuilder();
    // no reader, which would take the answers to later questions along
    for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
      answer.append((char) next);
    }
    return answer.toString().strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
