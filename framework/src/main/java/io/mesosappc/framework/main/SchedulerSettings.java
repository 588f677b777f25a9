package io.mesosappc.framework.main;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.mesos.Credentials;
import io.mesosappc.framework.mesos.FrameworkIdentity;
import io.mesosappc.framework.mesos.MasterAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param apps the apps to run
 * @param masters masters to try
 * @param identity the framework
 * @param credentials for masters that ask
 * @param stateDirectory where state is kept; absent means nowhere
 */
record SchedulerSettings(
    List<AppDefinition> apps,
    List<MasterAddress> masters,
    FrameworkIdentity identity,
    Optional<Credentials> credentials,
    Optional<Path> stateDirectory) {

  SchedulerSettings {
    apps = List.copyOf(apps);
    masters = List.copyOf(masters);
  }
}
