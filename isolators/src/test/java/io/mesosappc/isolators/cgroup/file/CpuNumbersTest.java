package io.mesosappc.isolators.cgroup.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuNumbersTest {
  /** The weights are what runc makes of the shares. */
  @ParameterizedTest
  @CsvSource({
    "0.0001, 2, 1, 1000",
    "0.001, 2, 1, 1000",
    "0.1, 102, 4, 10000",
    "0.5, 512, 20, 50000",
    "1, 1024, 39, 100000",
    "1.5, 1536, 59, 150000",
    "64, 65536, 2500, 6400000",
    "256, 262144, 10000, 25600000",
    "1000, 262144, 10000, 100000000"
  })
  void sharesWeightAndQuota(double cpus, long shares, long weight, long quota) {
    assertThat(CpuNumbers.shares(cpus)).isEqualTo(shares);
    assertThat(CpuNumbers.weight(cpus)).isEqualTo(weight);
    assertThat(CpuNumbers.quotaMicros(cpus)).isEqualTo(quota);
  }
}
