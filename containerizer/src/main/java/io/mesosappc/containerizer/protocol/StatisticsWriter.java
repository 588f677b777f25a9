package io.mesosappc.containerizer.protocol;

import io.mesosappc.containerizer.lifecycle.UsageReport;
import io.mesosappc.isolators.types.PodUsage;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.apache.mesos.Protos.CgroupInfo;
import org.apache.mesos.Protos.ResourceStatistics;

/**
 * Writes what a container uses as a mesos.ResourceStatistics: a field for each number that the
 * kernel offers. Pure.
 */
final class StatisticsWriter {
  private static final double MICROS = 1e6;

  private StatisticsWriter() {}

  static ResourceStatistics write(UsageReport report, Instant now) {
    ResourceStatistics.Builder to =
        ResourceStatistics.newBuilder().setTimestamp(now.getEpochSecond() + now.getNano() / 1e9);
    PodUsage usage = report.usage();
    seconds(usage.cpuUserMicros(), to::setCpusUserTimeSecs);
    seconds(usage.cpuSystemMicros(), to::setCpusSystemTimeSecs);
    seconds(usage.cpuThrottledMicros(), to::setCpusThrottledTimeSecs);
    usage.cpuPeriods().ifPresent(n -> to.setCpusNrPeriods((int) n));
    usage.cpuThrottledPeriods().ifPresent(n -> to.setCpusNrThrottled((int) n));
    usage.processes().ifPresent(n -> to.setProcesses((int) n));
    usage.threads().ifPresent(n -> to.setThreads((int) n));
    report.allowed().cpus().ifPresent(to::setCpusLimit);
    if (to.getCpusLimit() == 0) {
      to.setCpusLimit(0); // required reading for /monitor/statistics consumers: no limit is 0
    }
    memory(usage.memory(), report, to);
    report.allowed().diskBytes().ifPresent(to::setDiskLimitBytes);
    io(usage.io(), to);
    return to.build();
  }

  private static void memory(
      PodUsage.Memory memory, UsageReport report, ResourceStatistics.Builder to) {
    set(memory.total(), to::setMemTotalBytes);
    set(memory.limit(), to::setMemLimitBytes);
    if (memory.limit().isEmpty()) {
      set(report.allowed().memoryBytes(), to::setMemLimitBytes);
    }
    set(memory.rss(), to::setMemRssBytes);
    set(memory.rss(), to::setMemAnonBytes);
    set(memory.cache(), to::setMemCacheBytes);
    set(memory.cache(), to::setMemFileBytes);
    set(memory.mappedFile(), to::setMemMappedFileBytes);
    set(memory.swap(), to::setMemSwapBytes);
    set(memory.unevictable(), to::setMemUnevictableBytes);
    set(memory.lowPressure(), to::setMemLowPressureCounter);
    set(memory.mediumPressure(), to::setMemMediumPressureCounter);
    set(memory.criticalPressure(), to::setMemCriticalPressureCounter);
    if (memory.total().isPresent() && memory.swap().isPresent()) {
      to.setMemTotalMemswBytes(memory.total().getAsLong() + memory.swap().getAsLong());
    }
  }

  private static void io(PodUsage.Io io, ResourceStatistics.Builder to) {
    if (io.readBytes().isEmpty() && io.reads().isEmpty()) {
      return;
    }
    CgroupInfo.Blkio.Throttling.Statistics.Builder all =
        CgroupInfo.Blkio.Throttling.Statistics.newBuilder();
    all.addIoServiceBytes(value(CgroupInfo.Blkio.Operation.READ, io.readBytes()));
    all.addIoServiceBytes(value(CgroupInfo.Blkio.Operation.WRITE, io.writtenBytes()));
    all.addIoServiced(value(CgroupInfo.Blkio.Operation.READ, io.reads()));
    all.addIoServiced(value(CgroupInfo.Blkio.Operation.WRITE, io.writes()));
    to.setBlkioStatistics(CgroupInfo.Blkio.Statistics.newBuilder().addThrottling(all));
  }

  private static CgroupInfo.Blkio.Value value(
      CgroupInfo.Blkio.Operation operation, OptionalLong number) {
    return CgroupInfo.Blkio.Value.newBuilder().setOp(operation).setValue(number.orElse(0)).build();
  }

  private static void seconds(OptionalLong micros, DoubleConsumer to) {
    micros.ifPresent(n -> to.accept(n / MICROS));
  }

  private static void set(OptionalLong number, LongConsumer to) {
    number.ifPresent(to);
  }
}
