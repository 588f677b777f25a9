package io.mesosappc.containerizer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.lifecycle.UsageReport;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.isolators.types.PodUsage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.mesos.Protos.CgroupInfo;
import org.apache.mesos.Protos.ResourceStatistics;
import org.junit.jupiter.api.Test;

class StatisticsWriterTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L, 500_000_000L);
  private static final ResourceRequest ASKED =
      new ResourceRequest(
          OptionalDouble.of(1.5), OptionalLong.of(64 << 20), OptionalLong.of(1 << 30));

  private static OptionalLong n(long number) {
    return OptionalLong.of(number);
  }

  private static ResourceStatistics write(PodUsage usage) {
    return StatisticsWriter.write(new UsageReport(usage, ASKED, true), NOW);
  }

  @Test
  void everyNumberOfTheKernelHasItsField() {
    ResourceStatistics written =
        write(
            new PodUsage(
                n(2_500_000),
                n(500_000),
                n(100),
                n(7),
                n(250_000),
                n(3),
                n(9),
                new PodUsage.Memory(
                    n(1001), n(1002), n(1003), n(1004), n(1005), n(1006), n(1007), n(1008), n(1009),
                    n(1010), n(1011), n(1012), n(1013), n(1014)),
                new PodUsage.Io(n(21), n(22), n(23), n(24))));
    assertThat(written.getTimestamp()).isEqualTo(1_700_000_000.5);
    assertThat(written.getCpusUserTimeSecs()).isEqualTo(2.5);
    assertThat(written.getCpusSystemTimeSecs()).isEqualTo(0.5);
    assertThat(written.getCpusLimit()).isEqualTo(1.5);
    assertThat(written.getCpusNrPeriods()).isEqualTo(100);
    assertThat(written.getCpusNrThrottled()).isEqualTo(7);
    assertThat(written.getCpusThrottledTimeSecs()).isEqualTo(0.25);
    assertThat(written.getProcesses()).isEqualTo(3);
    assertThat(written.getThreads()).isEqualTo(9);
    assertThat(written.getMemTotalBytes()).isEqualTo(1001);
    assertThat(written.getMemLimitBytes()).isEqualTo(1003);
    assertThat(written.getMemRssBytes()).isEqualTo(1004);
    assertThat(written.getMemAnonBytes()).isEqualTo(1004);
    assertThat(written.getMemCacheBytes()).isEqualTo(1005);
    assertThat(written.getMemFileBytes()).isEqualTo(1005);
    assertThat(written.getMemMappedFileBytes()).isEqualTo(1006);
    assertThat(written.getMemSwapBytes()).isEqualTo(1007);
    assertThat(written.getMemTotalMemswBytes()).isEqualTo(1001 + 1007);
    assertThat(written.getMemUnevictableBytes()).isEqualTo(1008);
    assertThat(written.getMemLowPressureCounter()).isEqualTo(1012);
    assertThat(written.getMemMediumPressureCounter()).isEqualTo(1013);
    assertThat(written.getMemCriticalPressureCounter()).isEqualTo(1014);
    assertThat(written.getDiskLimitBytes()).isEqualTo(1 << 30);
    CgroupInfo.Blkio.Throttling.Statistics io = written.getBlkioStatistics().getThrottling(0);
    assertThat(io.getIoServiceBytesList().stream().map(CgroupInfo.Blkio.Value::getValue))
        .containsExactly(21L, 22L);
    assertThat(io.getIoServicedList().stream().map(CgroupInfo.Blkio.Value::getValue))
        .containsExactly(23L, 24L);
  }

  @Test
  void whatTheKernelDoesNotOfferIsNotInvented() {
    OptionalLong none = OptionalLong.empty();
    ResourceStatistics written =
        write(
            new PodUsage(
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                new PodUsage.Memory(
                    none, none, none, none, none, none, none, none, none, none, none, none, none,
                    none),
                new PodUsage.Io(none, none, none, none)));
    List<String> fields =
        written.getAllFields().keySet().stream().map(field -> field.getName()).toList();
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "timestamp", "cpus_limit", "mem_limit_bytes", "disk_limit_bytes");
    assertThat(written.getMemLimitBytes()).isEqualTo(64 << 20);
  }
}
