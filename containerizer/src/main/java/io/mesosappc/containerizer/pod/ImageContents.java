package io.mesosappc.containerizer.pod;

import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.isolators.types.BindMount;
import java.nio.file.Path;
import java.util.List;

/**
 * The image of a container, found and rendered.
 *
 * @param manifest its manifest
 * @param layers its rendered files, topmost first
 * @param hostFiles files of the host that it lacks and needs, such as /etc/resolv.conf
 */
record ImageContents(ImageManifest manifest, List<Path> layers, List<BindMount> hostFiles) {}
