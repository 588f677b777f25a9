package io.mesosappc.appc.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0.3, 0.3, 300m",
    "300m, 0.3, 300m",
    "1n, 0.000000001, 1n",
    "5u, 0.000005, 5u",
    "128974848, 128974848, 123Mi",
    "125952Ki, 128974848, 123Mi",
    "123Mi, 128974848, 123Mi",
    "1K, 1000, 1k",
    "2G, 2000000000, 2G",
    "1e3, 1000, 1k",
    "1E3, 1000, 1k",
    "1E, 1000000000000000000, 1E",
    "7Ei, 8070450532247928832, 7Ei",
    "1500, 1500, 1500",
    "+.5, 0.5, 500m",
    "5., 5, 5",
    "0.5Ki, 512, 512",
    "9223372036854775807, 9223372036854775807, 9223372036854775807",
    "12e-1, 1.2, 1200m"
  })
  void quantitiesAreExactAndPrintShort(String text, BigDecimal amount, String printed) {
    Quantity quantity = Quantity.parse(text);
    assertThat(quantity.amount()).isEqualByComparingTo(amount);
    assertThat(quantity).hasToString(printed).isEqualTo(Quantity.parse(printed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 ",
        " 1",
        "-1",
        "-0.001",
        "1GB",
        "1KI",
        "1mi",
        "Ki",
        ".",
        "1.2.3",
        "1e",
        "1e1000",
        "0.1n",
        "9223372036854775808",
        "8Ei",
        "10E",
        "1e19",
        "0x10",
        "١",
        "NaN",
        "1e3m",
        "--1"
      })
  void whatIsNoQuantityOrOutOfRangeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Quantity.parse(text));
  }

  @Test
  void conversionsRoundUp() {
    assertThat(Quantity.parse("1.5").roundedUp()).isEqualTo(2);
    assertThat(Quantity.parse("1n").roundedUp()).isEqualTo(1);
    assertThat(Quantity.parse("250m").thousandthsRoundedUp()).isEqualTo(250);
    assertThat(Quantity.parse("1u").thousandthsRoundedUp()).isEqualTo(1);
  }

  @Test
  void everyPrintedQuantityReadsBackEqual() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      long unscaled = random.nextLong() >>> (1 + random.nextInt(62));
      Quantity quantity = new Quantity(BigDecimal.valueOf(unscaled, random.nextInt(10)));
      assertThat(Quantity.parse(quantity.toString())).isEqualTo(quantity);
    }
  }
}
