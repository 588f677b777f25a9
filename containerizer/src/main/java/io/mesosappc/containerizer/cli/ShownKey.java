package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.KeyMaterialException;
import io.mesosappc.appc.trust.KeyStore;
import io.mesosappc.appc.trust.PublicKeyFacts;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

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
   * @param dialogue asked; empty when the answer is yes already
   * @return whether it was added
   */
  static boolean add(
      KeyStore keys,
      NamePrefix prefix,
      byte[] material,
      Optional<Dialogue> dialogue,
      PrintWriter out)
      throws CommandException, InterruptedException, IOException {
    try {
      print(keys.inspect(material), out);
      out.flush();
      String who = prefix.equals(NamePrefix.ALL) ? "ALL images" : prefix + " and names below";
      if (dialogue.isPresent() && !dialogue.get().confirms("Trust this key for " + who + "?")) {
        out.println("not trusted");
        return false;
      }
      out.println("trusted      " + keys.add(prefix, material) + " for " + who);
      return true;
    } catch (KeyMaterialException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }
}
