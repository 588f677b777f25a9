package io.mesosappc.appc.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.docker.RegistryConfig;
import io.mesosappc.appc.fetch.Access;
import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.TrustPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedImportTest {

  @Test
  void anInterruptedImportEndsAtOnceAndLeavesNothingBehind(@TempDir Path temporary)
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100_000);
          exchange.getResponseBody().write(new byte[] {0x1f, (byte) 0x8b, 8, 0});
          exchange.getResponseBody().flush();
          asked.countDown();
          try {
            release.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/a.aci";
    ProvisionConfig config =
        new ProvisionConfig(
            temporary.resolve("store"),
            new ProvisionConfig.Sources(List.of(), DiscoveryConfig.DEFAULT),
            new ProvisionConfig.Network(
                FetchConfig.DEFAULT.withAllowHttp(true), Access.DEFAULT, RegistryConfig.DEFAULT),
            new ProvisionConfig.Trust(
                List.of(), temporary.resolve("keys"), new TrustPolicy(List.of(NamePrefix.ALL))),
            Map.of(),
            ImageLimits.DEFAULT);
    AtomicReference<Object> outcome = new AtomicReference<>("none");
    try (Provisioner provisioner =
        Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
      ImageReference reference = ImageReference.parse(url);
      Thread importing =
          new Thread(
              () -> {
                try {
                  outcome.set(provisioner.provision(reference, false));
                } catch (ProvisionException | InterruptedException e) {
                  outcome.set(e);
                }
              });
      importing.start();
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      importing.interrupt();
      importing.join(20_000);
      assertThat(importing.isAlive()).isFalse();
      assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
      try (Stream<Path> left = Files.list(temporary.resolve("store/imports"))) {
        assertThat(left).isEmpty();
      }
    } finally {
      release.countDown();
      server.stop(0);
    }
  }
}
