package io.mesosappc.appc.provision;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.render.DependencyException;
import io.mesosappc.appc.render.ImageResolver;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.store.ImageInfo;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.References;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The images that an image depends on, got the way that it was got itself. */
record FoundDependencies(ImageFinder finder, ImageStore store, Errand errand)
    implements ImageResolver {

  @Override
  public StoredImage resolve(Dependency dependency)
      throws DependencyException, InterruptedException {
    ImageReference reference =
        new ImageReference.ByName(
            dependency.imageName(), dependency.labels(), dependency.imageId());
    try {
      return finder.get(reference, errand);
    } catch (ProvisionException e) {
      throw new DependencyException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Set<Long> sizes(StoredImage image) {
    Set<Long> sizes = new HashSet<>();
    try {
      Optional<ImageInfo> info = store.describe(image.id(), References.NONE);
      if (info.isPresent()) {
        sizes.add(info.get().uncompressedBytes());
        String archive = info.get().facts().get(Admitting.ARCHIVE_BYTES);
        if (archive != null) {
          sizes.add(Long.parseLong(archive));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Set.of(); // Nothing is known, so nothing is compared.
    }
    return sizes;
  }
}
