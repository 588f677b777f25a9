package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.InvalidReferenceException;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.TrustPolicy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc fetch}: images into the store, with all they depend on. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = "Fetches images into the store, with all they depend on, and prints their IDs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc fetch example.com/app:1.0.0",
      "  mesos-appc fetch --refresh https://example.com/app.aci ./local.aci",
      "  mesos-appc fetch --insecure docker://nginx:1.27"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are there", "1:one could not be had", "2:wrong usage"})
public final class FetchCommand extends StoreCommand {
  @Option(names = "--refresh", description = "Looks for them again even if the store has them.")
  private boolean refresh;

  @Option(
      names = "--insecure",
      description = {
        "Lets the images in without a trusted signature, this time: those named, but what they",
        "depend on only if one is given by path, URL or as Docker's."
      })
  private boolean insecure;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "A name, ID, path or URL.")
  private List<String> images = new ArrayList<>();

  /** Made by picocli. */
  public FetchCommand() {}

  private List<ImageReference> references() throws UsageException {
    List<ImageReference> references = new ArrayList<>();
    for (String image : images) {
      try {
        references.add(ImageReference.parse(image));
      } catch (InvalidReferenceException e) {
        throw new UsageException(e);
      }
    }
    return references;
  }

  /** For which images no signature is asked: what a path or URL holds is known too late. */
  private List<NamePrefix> unsigned() throws UsageException {
    List<NamePrefix> prefixes = new ArrayList<>();
    for (ImageReference reference : references()) {
      if (!(reference instanceof ImageReference.ByName named)) {
        return List.of(NamePrefix.ALL);
      }
      prefixes.add(NamePrefix.parse(named.name().toString()));
    }
    return prefixes;
  }

  @Override
  ProvisionConfig adjusted(ProvisionConfig configured) throws UsageException {
    references(); // a wrong one is seen before anything is fetched
    if (!insecure) {
      return configured;
    }
    List<NamePrefix> relaxed = new ArrayList<>(unsigned());
    warn("signatures are not asked for, this time, of images " + relaxed);
    ProvisionConfig.Trust trust = configured.trust();
    relaxed.addAll(trust.policy().insecurePrefixes());
    return new ProvisionConfig(
        configured.directory(),
        configured.sources(),
        configured.network(),
        new ProvisionConfig.Trust(trust.systemKeys(), trust.keys(), new TrustPolicy(relaxed)),
        configured.passphraseFiles(),
        configured.limits());
  }

  @Override
  int run(Provisioner provisioner, PrintWriter out) throws UsageException, InterruptedException {
    int failed = 0;
    for (ImageReference image : references()) {
      try {
        ProvisionedImage got = provisioner.provision(image, refresh, new DownloadProgress(err()));
        got.notices().forEach(this::warn);
        out.println(got.id() + "  " + got.manifest().name());
      } catch (ProvisionException e) {
        warn(String.valueOf(e.getMessage()));
        failed = 1;
      }
    }
    return failed;
  }
}
