package io.mesosappc.framework.definition;

/**
 * What one instance needs.
 *
 * @param cpus CPUs, at least 0.001 (Mesos counts thousandths)
 * @param memMegabytes memory in MB
 * @param diskMegabytes disk in MB
 */
public record Resources(double cpus, double memMegabytes, double diskMegabytes) {

  public Resources {
    if (cpus < 0.001 || memMegabytes < 0 || diskMegabytes < 0) {
      throw new IllegalArgumentException(
          "resources out of range: cpus="
              + cpus
              + " mem="
              + memMegabytes
              + " disk="
              + diskMegabytes);
    }
  }
}
