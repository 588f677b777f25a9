package io.mesosappc.containerizer.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworksTest {

  @Test
  void whoAsksForNothingOrTheHostGetsTheHosts() throws Exception {
    for (List<String> names : List.of(List.<String>of(), List.of("host"))) {
      assertThat(Networks.of(names)).isEqualTo(new Networks(false, List.of()));
    }
  }

  @Test
  void noneIsANetworkOfItsOwn() throws Exception {
    assertThat(Networks.of(List.of("none"))).isEqualTo(new Networks(true, List.of()));
  }

  @Test
  void otherNamesAreUnknown() throws Exception {
    assertThat(Networks.of(List.of("lan", "host", "dmz")))
        .isEqualTo(new Networks(false, List.of("lan", "dmz")));
  }

  @Test
  void noneWithAnotherIsAContradiction() {
    assertThatThrownBy(() -> Networks.of(List.of("none", "lan")))
        .isInstanceOf(PreparationException.class)
        .hasMessageContaining("[none, lan]");
  }
}
