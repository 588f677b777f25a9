package io.mesosappc.containerizer.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The framing of event streams. */
class RecordIoTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 4096})
  void recordsComeOutWhateverTheSizeOfThePieces(int size) throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (String record : List.of("hello", "", "a longer record\nwith 12\nin it", "x")) {
      stream.writeBytes(RecordIo.frame(record.getBytes(StandardCharsets.UTF_8)));
    }
    RecordIo decoder = new RecordIo();
    List<String> records = new ArrayList<>();
    byte[] bytes = stream.toByteArray();
    for (int at = 0; at < bytes.length; at += size) {
      decoder
          .take(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)))
          .forEach(record -> records.add(new String(record, StandardCharsets.UTF_8)));
    }
    assertThat(records).containsExactly("hello", "", "a longer record\nwith 12\nin it", "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "x", "-1\n", "99999999999\n", "1x\n", "67108865\n"})
  void whatIsNoLengthIsRefused(String bytes) {
    assertThatThrownBy(
            () -> new RecordIo().take(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(RecordIoException.class)
        .hasMessageContaining("cannot read the agent's event stream");
  }

  @Test
  void anUnfinishedRecordWaitsForItsRest() throws Exception {
    RecordIo decoder = new RecordIo();
    assertThat(decoder.take(ByteBuffer.wrap("5\nhel".getBytes(StandardCharsets.UTF_8)))).isEmpty();
    assertThat(decoder.take(ByteBuffer.wrap("lo".getBytes(StandardCharsets.UTF_8)))).hasSize(1);
  }
}
