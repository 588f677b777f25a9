package io.mesosappc.containerizer.executor;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one agent's executor API. Owns no thread: answers come on the threads of the HTTP
 * client.
 */
final class ExecutorConnection {
  private static final String PROTOBUF = "application/x-protobuf";

  /**
   * For an agent whose workers are all busy; after it the call is made again. Counts to the head of
   * the answer, so that a stream may last.
   */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

  private final HttpClient http;
  private final URI address;

  ExecutorConnection(HttpClient http, SessionSpec spec) {
    this.http = http;
    this.address =
        URI.create(
            "http://" + spec.agentEndpoint() + "/" + spec.agentProcess() + "/api/v1/executor");
  }

  /** Status and text of an answer. */
  record Answer(int status, String text) {}

  /** Makes a call that is answered at once. */
  CompletionStage<Answer> call(byte[] message) {
    return http.sendAsync(request(message).timeout(ANSWER_WITHIN).build(), text())
        .thenApply(answer -> new Answer(answer.statusCode(), answer.body().strip()));
  }

  /**
   * Makes a call whose answer, if it is 200, is a stream of records. The stage completes when the
   * stream has ended, with its last word, or at once with any other answer.
   */
  Stream subscribe(byte[] message, Consumer<byte[]> records) {
    RecordSubscriber subscriber = new RecordSubscriber(records);
    CompletionStage<Answer> end =
        http.sendAsync(
                request(message).timeout(ANSWER_WITHIN).build(),
                head ->
                    head.statusCode() == 200
                        ? subscriber
                        : BodySubscribers.ofString(StandardCharsets.UTF_8))
            .thenApply(answer -> new Answer(answer.statusCode(), answer.body().strip()));
    return new Stream(end, subscriber::cancel);
  }

  /**
   * A subscription.
   *
   * @param end completes when it has ended
   * @param cancel ends it from our side
   */
  record Stream(CompletionStage<Answer> end, Runnable cancel) {}

  private HttpRequest.Builder request(byte[] message) {
    return HttpRequest.newBuilder(address)
        .header("Accept", PROTOBUF)
        .header("Content-Type", PROTOBUF)
        .POST(HttpRequest.BodyPublishers.ofByteArray(message));
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  /** Cuts a body into records as its pieces come. */
  private static final class RecordSubscriber implements BodySubscriber<String> {
    private final Consumer<byte[]> records;
    private final RecordIo decoder = new RecordIo();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private boolean cancelled;

    RecordSubscriber(Consumer<byte[]> records) {
      this.records = records;
    }

    @Override
    public CompletionStage<String> getBody() {
      return end;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (cancelled) {
        given.cancel();
      } else {
        given.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      try {
        for (ByteBuffer piece : pieces) {
          decoder.take(piece).forEach(records);
        }
      } catch (RecordIoException e) {
        cancel();
        end.completeExceptionally(e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      end.complete("");
    }

    synchronized void cancel() {
      cancelled = true;
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }
}
