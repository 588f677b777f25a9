package io.mesosappc.appc.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IsolatorTest {

  static Stream<IsolatorValue> values() {
    Optional<Quantity> one = Optional.of(Quantity.parse("1500m"));
    return Stream.of(
        new IsolatorValue.Cpu(one, Optional.empty()),
        new IsolatorValue.Memory(Optional.empty(), Optional.of(Quantity.parse("2Gi"))),
        new IsolatorValue.BlockBandwidth(one),
        new IsolatorValue.BlockIops(one),
        new IsolatorValue.NetworkBandwidth(Optional.empty()),
        new IsolatorValue.CapabilitiesRetainSet(List.of("CAP_NET_ADMIN")),
        new IsolatorValue.CapabilitiesRemoveSet(List.of("CAP_MKNOD", "CAP_KILL")),
        new IsolatorValue.NoNewPrivileges(true),
        new IsolatorValue.SeccompRetainSet(List.of("@appc.io/all"), Optional.empty()),
        new IsolatorValue.SeccompRemoveSet(List.of("reboot"), Optional.of("ENOTSUP")),
        new IsolatorValue.SelinuxContext("system_u", "system_r", "dhcpc_t", "s0:c1,c2"),
        new IsolatorValue.AppArmorProfile("docker-default"),
        new IsolatorValue.OomScoreAdj(-5),
        new IsolatorValue.CpuShares(512),
        new IsolatorValue.Sysctl(Map.of("net.ipv4.tcp_mtu_probing", "1")),
        new IsolatorValue.Unknown(
            new AcIdentifier("example.com/gpu"), JsonNodeFactory.instance.numberNode(2)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyValueBecomesAnIsolatorAndComesBack(IsolatorValue value) {
    assertThat(value.toIsolator().typed()).isEqualTo(value);
  }

  @Test
  void theOldNameOfTheRemoveSetIsUnderstood() {
    Isolator old =
        new Isolator(
            new AcIdentifier("os/linux/capabilities-revoke-set"),
            new IsolatorValue.CapabilitiesRemoveSet(List.of("CAP_MKNOD")).toIsolator().value());
    assertThat(old.typed())
        .isEqualTo(new IsolatorValue.CapabilitiesRemoveSet(List.of("CAP_MKNOD")));
    Isolator retain = new IsolatorValue.CapabilitiesRetainSet(List.of("CAP_KILL")).toIsolator();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IsolatorRule.together(List.of(old, retain)))
        .withMessageContaining("exclude each other");
  }

  @Test
  void badValuesCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IsolatorValue.CapabilitiesRetainSet(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IsolatorValue.SeccompRemoveSet(List.of("a"), Optional.of("eperm")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IsolatorValue.SelinuxContext("a:b", "r", "t", "l"));
    assertThatIllegalArgumentException().isThrownBy(() -> new IsolatorValue.OomScoreAdj(1001));
    assertThatIllegalArgumentException().isThrownBy(() -> new IsolatorValue.CpuShares(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Isolator(
                    new AcIdentifier("resource/cpu"), JsonNodeFactory.instance.textNode("1")))
        .withMessageContaining("resource/cpu");
  }
}
