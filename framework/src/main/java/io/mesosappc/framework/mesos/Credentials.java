package io.mesosappc.framework.mesos;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Who the framework is, for masters that ask ({@code --authenticate_http_frameworks}).
 *
 * @param principal its name, also {@code FrameworkInfo.principal}
 * @param secret its password; never printed
 */
public record Credentials(String principal, String secret) {

  /** The value of the {@code Authorization} header (RFC 7617). */
  String basicAuthorization() {
    byte[] pair = (principal + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public String toString() {
    return "Credentials[principal=" + principal + "]";
  }
}
