package io.mesosappc.framework.offers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.marathon.MarathonDefinitions;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferMatcherTest {

  @Test
  void instancesSpreadOverOffers() throws Exception {
    Matching matching =
        new OfferMatcher("*")
            .match(List.of(offer("a", "r1", 4), offer("b", "r2", 4)), List.of(wish("'cpus':1", 3)));
    assertThat(matching.placements())
        .extracting(placement -> placement.offer().id())
        .containsExactly("a", "b", "a");
    assertThat(matching.unused()).isEmpty();
  }

  @Test
  void nothingIsTakenTwice() throws Exception {
    Matching matching =
        new OfferMatcher("*").match(List.of(offer("a", "r1", 2)), List.of(wish("'cpus':1", 5)));
    assertThat(matching.placements()).hasSize(2);
    assertThat(matching.placements())
        .extracting(Placement::ports)
        .containsExactly(List.of(31000), List.of(31001));
    assertThat(matching.misfits())
        .containsExactly(new Matching.Misfit("/a", "host-a", "wants cpus 1.0, offered 0.0"));
  }

  @Test
  void reservedResourcesAreUsedFirstAndOthersRolesNever() throws Exception {
    Offer offer =
        new Offer(
            "o",
            "agent",
            "h",
            List.of(
                new Resource.Scalar("cpus", "*", 1000),
                new Resource.Scalar("cpus", "web", 500),
                new Resource.Scalar("cpus", "other", 9000),
                new Resource.Scalar("mem", "*", 1_000_000)),
            Map.of());
    Wish wish = wish("'cpus':1.2,'portDefinitions':[]", 1);
    assertThat(
            new OfferMatcher("web")
                .match(List.of(offer), List.of(wish))
                .placements()
                .get(0)
                .resources())
        .contains(new Resource.Scalar("cpus", "web", 500), new Resource.Scalar("cpus", "*", 700));
    assertThat(new OfferMatcher("*").match(List.of(offer), List.of(wish)).placements()).isEmpty();
  }

  @Test
  void requiredPortsMustBeOfferedAndAreNotGivenToOthers() throws Exception {
    String fields = "'cpus':1,'requirePorts':true,'portDefinitions':[{'port':0},{'port':%s}]";
    OfferMatcher matcher = new OfferMatcher("*");
    Matching fits =
        matcher.match(
            List.of(offer("a", "r", 4)), List.of(wish(String.format(fields, "31000"), 1)));
    assertThat(fits.placements().get(0).ports()).containsExactly(31001, 31000);
    Matching fitsNot =
        matcher.match(List.of(offer("a", "r", 4)), List.of(wish(String.format(fields, "80"), 1)));
    assertThat(fitsNot.placements()).isEmpty();
    assertThat(fitsNot.misfits().get(0).why()).contains("port 80");
    assertThat(fitsNot.unused()).containsExactly("a");
  }

  @Test
  void portNumbersThatAreNotRequiredOnlyNameAService() throws Exception {
    Matching matching =
        new OfferMatcher("*")
            .match(
                List.of(offer("a", "r", 4)),
                List.of(wish("'cpus':1,'portDefinitions':[{'port':80}]", 1)));
    assertThat(matching.placements().get(0).ports()).containsExactly(31000);
  }

  /** Two instances are on rack r1; offers come from r1 and r2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "['rack','UNIQUE'] | r2",
        "['rack','CLUSTER'] | r1",
        "['rack','CLUSTER','r2'] | r2",
        "['rack','LIKE','r[1]'] | r1",
        "['rack','LIKE','r'] | none",
        "['rack','UNLIKE','r1'] | r2",
        "['rack','MAX_PER','2'] | r2",
        "['rack','MAX_PER','3'] | r1",
        "['rack','IS','r2'] | r2",
        "['rack','GROUP_BY','2'] | r2",
        "['zone','UNLIKE','x'] | r1",
        "['zone','LIKE','.*'] | none",
        "['hostname','IS','host-b'] | r2",
      },
      quoteCharacter = '"')
  void constraintsDecide(String constraint, String rack) throws Exception {
    AppDefinition app = app("'cpus':1,'constraints':[" + constraint + "]");
    Wish wish = new Wish(app, 1, List.of(Map.of("rack", "r1"), Map.of("rack", "r1")));
    Matching matching =
        new OfferMatcher("*")
            .match(List.of(offer("a", "r1", 4), offer("b", "r2", 4)), List.of(wish));
    String placed =
        matching.placements().isEmpty()
            ? "none"
            : matching.placements().get(0).offer().attributes().get("rack");
    assertThat(placed).isEqualTo(rack);
  }

  private static Wish wish(String fields, int count) throws Exception {
    return new Wish(app(fields), count, List.of());
  }

  private static AppDefinition app(String fields) throws Exception {
    String json = "{'id':'a','cmd':'x','mem':1," + fields + "}";
    return MarathonDefinitions.parse("t", json.replace('\'', '"')).apps().get(0);
  }

  private static Offer offer(String id, String rack, int cpus) {
    return new Offer(
        id,
        "agent-" + id,
        "host-" + id,
        List.of(
            new Resource.Scalar("cpus", "*", cpus * 1000L),
            new Resource.Scalar("mem", "*", 1_000_000),
            new Resource.Ranges("ports", "*", List.of(new Resource.Range(31000, 31009)))),
        Map.of("rack", rack, "@hostname", "host-" + id));
  }
}
