package io.mesosappc.appc.provision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Lets one thread do a piece of work while others that want the same wait for its result. Has no
 * thread of its own: the first that comes works.
 */
final class SingleFlight {
  private final ConcurrentHashMap<Object, CompletableFuture<ProvisionedImage>> running =
      new ConcurrentHashMap<>();

  /** The work; throws what it must. */
  interface Work {
    ProvisionedImage run() throws ProvisionException, InterruptedException;
  }

  ProvisionedImage run(Object key, Work work) throws ProvisionException, InterruptedException {
    while (true) {
      CompletableFuture<ProvisionedImage> mine = new CompletableFuture<>();
      CompletableFuture<ProvisionedImage> other = running.putIfAbsent(key, mine);
      if (other == null) {
        return lead(key, work, mine);
      }
      try {
        return other.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ProvisionException failed) {
          throw new ProvisionException(
              failed.reason(), String.valueOf(failed.getMessage()), failed);
        }
        // The one who worked was interrupted, which is no reason for us to fail: try ourselves.
      }
    }
  }

  private ProvisionedImage lead(Object key, Work work, CompletableFuture<ProvisionedImage> result)
      throws ProvisionException, InterruptedException {
    try {
      ProvisionedImage image = work.run();
      running.remove(key, result);
      result.complete(image);
      return image;
    } catch (ProvisionException | InterruptedException | RuntimeException | Error e) {
      running.remove(key, result);
      result.completeExceptionally(e);
      throw e;
    }
  }
}
