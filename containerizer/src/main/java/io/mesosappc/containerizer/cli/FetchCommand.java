package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.TrustPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
      "  mesos-appc fetch --insecure docker://nginx:1.27",
      "  mesos-appc fetch --insecure-prefix example.com/app https://example.com/app.aci"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are there", "1:one could not be had", "2:wrong usage"})
public final class FetchCommand extends StoreCommand {
  @Option(names = "--refresh", description = "Looks for them again even if the store has them.")
  private boolean refresh;

  @Option(
      names = "--insecure",
      description = {
        "Lets the images of these names, and of names below them, in without a trusted signature,",
        "this time. What they depend on under other names must be signed nevertheless."
      })
  private boolean insecure;

  @Option(
      names = "--insecure-prefix",
      paramLabel = "NAME",
      description = {
        "The same for images of this name, and of names below it: for URLs and IDs, which do not tell",
        "the name, and for dependencies. May be given several times."
      })
  private List<NamePrefix> insecurePrefixes = new ArrayList<>();

  @Option(names = "--json", description = "Prints a JSON array.")
  private boolean json;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "A name, ID, path or URL.")
  private List<ImageReference> images = new ArrayList<>();

  /** Made by picocli. */
  public FetchCommand() {}

  @Override
  int run(Provisioner provisioner, PrintWriter out)
      throws CommandException, InterruptedException, IOException {
    // All are looked at before the first is fetched: a wrong call does nothing.
    List<List<NamePrefix>> relaxations = new ArrayList<>();
    for (ImageReference image : images) {
      relaxations.add(relaxations(image));
    }
    ArrayNode array = StoredImages.mapper().createArrayNode();
    int failed = 0;
    for (int i = 0; i < images.size(); i++) {
      try {
        ProvisionedImage got = fetch(provisioner, images.get(i), relaxations.get(i));
        got.notices().forEach(this::warn);
        if (json) {
          array.add(StoredImages.json(images.get(i), got));
        } else {
          out.println(got.id() + "  " + got.manifest().name());
        }
      } catch (ProvisionException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException("interrupted while fetching " + images.get(i));
        }
        String reason = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        warn(e.getMessage() + " [" + reason + "]");
        failed = 1;
      }
    }
    if (json) {
      out.println(StoredImages.pretty(array));
    }
    return failed;
  }

  /** Each image has a policy of its own, lest one relaxation lets another image in. */
  private ProvisionedImage fetch(
      Provisioner provisioner, ImageReference image, List<NamePrefix> relaxations)
      throws CommandException, ProvisionException, InterruptedException, IOException {
    DownloadProgress progress = new DownloadProgress(err());
    if (relaxations.isEmpty()) {
      return provisioner.provision(image, refresh, progress);
    }
    for (NamePrefix prefix : relaxations) {
      String names =
          prefix.equals(NamePrefix.ALL) ? "whatever its name is" : prefix + " and names below";
      warn("WARNING: " + image + " needs no trusted signature this time (" + names + ")");
    }
    try (Provisioner relaxed = open(relaxed(configured(), relaxations))) {
      return relaxed.provision(image, refresh, progress);
    }
  }

  private List<NamePrefix> relaxations(ImageReference image) throws CommandException, IOException {
    List<NamePrefix> prefixes = new ArrayList<>(insecurePrefixes);
    if (insecure) {
      Optional<NamePrefix> named = prefix(image, configured().limits());
      if (named.isEmpty() && insecurePrefixes.isEmpty()) {
        throw wrongUsage(
            "--insecure is for names, and "
                + image
                + " does not tell its name; say which with --insecure-prefix NAME");
      }
      named.ifPresent(prefixes::add);
    }
    return prefixes;
  }

  /** The names that a reference speaks of; empty when only its content would tell. */
  private static Optional<NamePrefix> prefix(ImageReference image, ImageLimits limits)
      throws IOException {
    if (image instanceof ImageReference.ByName named) {
      return Optional.of(NamePrefix.of(named.name()));
    }
    if (image instanceof ImageReference.Converted) {
      return Optional.of(NamePrefix.ALL); // It is one image: a conversion depends on nothing.
    }
    if (image instanceof ImageReference.ByPath file && Files.isRegularFile(file.path())) {
      try {
        // Only its name is wanted here: that its manifest is too large is for the import to say.
        int longest = Math.max(limits.manifestBytes(), ImageLimits.DEFAULT.manifestBytes());
        AciReader reader =
            new AciReader(ImageLimits.DEFAULT.withManifestBytes(longest), SpecialFiles.SKIPPED);
        return Optional.of(
            NamePrefix.of(reader.readManifest(Files.newInputStream(file.path())).name()));
      } catch (ImageFormatException e) {
        return Optional.empty(); // It may be encrypted.
      }
    }
    return Optional.empty();
  }

  private static ProvisionConfig relaxed(ProvisionConfig configured, List<NamePrefix> prefixes) {
    ProvisionConfig.Trust trust = configured.trust();
    List<NamePrefix> all = new ArrayList<>(trust.policy().insecurePrefixes());
    all.addAll(prefixes);
    return new ProvisionConfig(
        configured.directory(),
        configured.sources(),
        configured.network(),
        new ProvisionConfig.Trust(trust.systemKeys(), trust.keys(), new TrustPolicy(all)),
        configured.passphraseFiles(),
        configured.limits());
  }
}
