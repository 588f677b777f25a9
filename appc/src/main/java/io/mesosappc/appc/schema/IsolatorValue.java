package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an isolator of the specification asks for (spec ace.md §Isolators), one record each. */
public sealed interface IsolatorValue {

  /** The isolator that asks for this, under the specification's name. */
  Isolator toIsolator();

  /**
   * Processor time, in cores.
   *
   * @param request cores to be guaranteed; where absent, the limit
   * @param limit cores at most
   */
  record Cpu(Optional<Quantity> request, Optional<Quantity> limit) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.CPU, IsolatorFields.resource(request, limit));
    }
  }

  /**
   * Memory, in bytes.
   *
   * @param request bytes to be guaranteed; where absent, the limit
   * @param limit bytes at most
   */
  record Memory(Optional<Quantity> request, Optional<Quantity> limit) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.MEMORY, IsolatorFields.resource(request, limit));
    }
  }

  /**
   * Reading and writing of every block device.
   *
   * @param limit bytes a second
   */
  record BlockBandwidth(Optional<Quantity> limit) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.BLOCK_BANDWIDTH, IsolatorFields.everyResource(limit));
    }
  }

  /**
   * Operations on every block device.
   *
   * @param limit operations a second
   */
  record BlockIops(Optional<Quantity> limit) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.BLOCK_IOPS, IsolatorFields.everyResource(limit));
    }
  }

  /**
   * Traffic of every network interface but the loopback.
   *
   * @param limit bytes a second
   */
  record NetworkBandwidth(Optional<Quantity> limit) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.NETWORK_BANDWIDTH, IsolatorFields.everyResource(limit));
    }
  }

  /**
   * Capabilities of which the bounding set consists, and no others.
   *
   * @param set names such as {@code CAP_NET_ADMIN}; not empty
   */
  record CapabilitiesRetainSet(List<String> set) implements IsolatorValue {
    /** Copies the names and checks that there are some. */
    public CapabilitiesRetainSet {
      set = IsolatorRule.names(set);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(
          IsolatorNames.CAPABILITIES_RETAIN_SET, IsolatorFields.set(set, Optional.empty()));
    }
  }

  /**
   * Capabilities that the bounding set lacks of the specification's fourteen.
   *
   * @param set names such as {@code CAP_MKNOD}; not empty
   */
  record CapabilitiesRemoveSet(List<String> set) implements IsolatorValue {
    /** Copies the names and checks that there are some. */
    public CapabilitiesRemoveSet {
      set = IsolatorRule.names(set);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(
          IsolatorNames.CAPABILITIES_REMOVE_SET, IsolatorFields.set(set, Optional.empty()));
    }
  }

  /**
   * Whether the app can never gain privileges (man 2 prctl, PR_SET_NO_NEW_PRIVS).
   *
   * @param on what was asked
   */
  record NoNewPrivileges(boolean on) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.NO_NEW_PRIVILEGES, BooleanNode.valueOf(on));
    }
  }

  /**
   * System calls that are allowed, and no others.
   *
   * @param set names, or wildcards such as {@code @appc.io/all}; not empty
   * @param errno what the others return; absent ends the app with SIGSYS
   */
  record SeccompRetainSet(List<String> set, Optional<String> errno) implements IsolatorValue {
    /** Copies the names, and checks them and the errno. */
    public SeccompRetainSet {
      set = IsolatorRule.names(set);
      errno.ifPresent(IsolatorRule::errno);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.SECCOMP_RETAIN_SET, IsolatorFields.set(set, errno));
    }
  }

  /**
   * System calls that are blocked.
   *
   * @param set names, or wildcards such as {@code @appc.io/empty}; not empty
   * @param errno what they return; absent ends the app with SIGSYS
   */
  record SeccompRemoveSet(List<String> set, Optional<String> errno) implements IsolatorValue {
    /** Copies the names, and checks them and the errno. */
    public SeccompRemoveSet {
      set = IsolatorRule.names(set);
      errno.ifPresent(IsolatorRule::errno);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.SECCOMP_REMOVE_SET, IsolatorFields.set(set, errno));
    }
  }

  /**
   * The four parts of an SELinux security context.
   *
   * @param user SELinux user, such as {@code system_u}
   * @param role SELinux role, such as {@code system_r}
   * @param type SELinux type, such as {@code dhcpc_t}
   * @param level SELinux level, such as {@code s0:c1,c2}
   */
  record SelinuxContext(String user, String role, String type, String level)
      implements IsolatorValue {
    /** Checks that no part is empty and none but the level holds a colon. */
    public SelinuxContext {
      IsolatorRule.contextPart("user", user);
      IsolatorRule.contextPart("role", role);
      IsolatorRule.contextPart("type", type);
      TextRule.notEmpty("level", level);
    }

    @Override
    public String toString() {
      return user + ":" + role + ":" + type + ":" + level;
    }

    @Override
    public Isolator toIsolator() {
      Map<String, String> parts = new LinkedHashMap<>();
      parts.put("user", user);
      parts.put("role", role);
      parts.put("type", type);
      parts.put("level", level);
      return Isolator.known(IsolatorNames.SELINUX_CONTEXT, IsolatorFields.texts(parts));
    }
  }

  /**
   * The AppArmor profile to run under; known to the specification's tools, not to its text.
   *
   * @param profile not empty
   */
  record AppArmorProfile(String profile) implements IsolatorValue {
    /** Checks that the profile has a name. */
    public AppArmorProfile {
      TextRule.notEmpty("profile", profile);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(
          IsolatorNames.APPARMOR_PROFILE, IsolatorFields.texts(Map.of("profile", profile)));
    }
  }

  /**
   * How readily the kernel ends the app when memory is short (man 5 proc, oom_score_adj); known to
   * the specification's tools, not to its text.
   *
   * @param score -1000 to 1000
   */
  record OomScoreAdj(int score) implements IsolatorValue {
    /** Checks the range. */
    public OomScoreAdj {
      IsolatorRule.range(score, -1000, 1000);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.OOM_SCORE_ADJ, IntNode.valueOf(score));
    }
  }

  /**
   * Weight of the app among those that compete for processors; known to the specification's tools,
   * not to its text.
   *
   * @param shares 2 to 262144, of 1024 usually
   */
  record CpuShares(int shares) implements IsolatorValue {
    /** Checks the range. */
    public CpuShares {
      IsolatorRule.range(shares, 2, 262_144);
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.CPU_SHARES, IntNode.valueOf(shares));
    }
  }

  /**
   * Kernel parameters of the pod (man 8 sysctl).
   *
   * @param parameters value by name, in order
   */
  record Sysctl(Map<String, String> parameters) implements IsolatorValue {
    /** Copies the parameters. */
    public Sysctl {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    @Override
    public Isolator toIsolator() {
      return Isolator.known(IsolatorNames.SYSCTL, IsolatorFields.texts(parameters));
    }
  }

  /**
   * An isolator that neither the specification nor its tools name, as it was written.
   *
   * @param name the isolator's name
   * @param value any JSON value
   */
  record Unknown(AcIdentifier name, JsonNode value) implements IsolatorValue {
    @Override
    public Isolator toIsolator() {
      return new Isolator(name, value);
    }
  }
}
