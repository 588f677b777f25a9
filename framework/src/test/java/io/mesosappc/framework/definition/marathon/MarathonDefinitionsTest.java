package io.mesosappc.framework.definition.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.AppDefinitions;
import io.mesosappc.framework.definition.AppcImage;
import io.mesosappc.framework.definition.Command;
import io.mesosappc.framework.definition.Constraint;
import io.mesosappc.framework.definition.Container;
import io.mesosappc.framework.definition.DefinitionProblem;
import io.mesosappc.framework.definition.InvalidDefinitionException;
import io.mesosappc.framework.definition.PortDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarathonDefinitionsTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void smallestAppGetsMarathonsDefaults() throws Exception {
    AppDefinition app = only("{'id': 'a', 'cmd': 'sleep 1'}");
    assertThat(app.id()).isEqualTo("/a");
    assertThat(app.program().command()).isEqualTo(new Command.Shell("sleep 1"));
    assertThat(app.scaling().instances()).isEqualTo(1);
    assertThat(app.resources().cpus()).isEqualTo(1);
    assertThat(app.resources().memMegabytes()).isEqualTo(128);
    assertThat(app.resources().diskMegabytes()).isZero();
    assertThat(app.ports().definitions()).containsExactly(PortDefinition.ANY);
    assertThat(app.scaling().backoff().initial()).isEqualTo(Duration.ofSeconds(1));
    assertThat(app.scaling().backoff().factor()).isEqualTo(1.15);
    assertThat(app.scaling().backoff().max()).isEqualTo(Duration.ofMinutes(5));
    assertThat(app.container()).isEmpty();
  }

  @Test
  void imageTextIsSplitIntoNameAndLabels() throws Exception {
    AppDefinition app =
        only(
            "{'id': 'a', 'container': {'type': 'mesos', 'appc': {'image':"
                + " 'example.com/x:1.0,os=linux', 'id': 'sha512-ab', 'labels': {'arch': 'amd64'},"
                + " 'forcePullImage': true}}}");
    AppcImage image = app.container().flatMap(Container::image).orElseThrow();
    assertThat(image.name()).isEqualTo("example.com/x");
    assertThat(image.id()).contains("sha512-ab");
    assertThat(image.labels()).isEqualTo(Map.of("version", "1.0", "os", "linux", "arch", "amd64"));
    assertThat(image.forcePull()).isTrue();
    assertThat(app.program().command()).isEqualTo(new Command.ImageExec());
  }

  @Test
  void imageUrlIsLeftAlone() throws Exception {
    AppDefinition app =
        only(
            "{'id': 'a', 'container': {'type': 'MESOS', 'appc': {'image':"
                + " 'https://h:8443/x,1.aci'}}}");
    assertThat(app.container().flatMap(Container::image).orElseThrow().name())
        .isEqualTo("https://h:8443/x,1.aci");
  }

  @Test
  void oldFormsAreTranslated() throws Exception {
    AppDefinition app =
        only("{'id':'a','cmd':'x','ports':[80,0],'uris':['http://h/a.tgz','http://h/b']}");
    assertThat(app.ports().definitions()).extracting(PortDefinition::port).containsExactly(80, 0);
    assertThat(app.program().fetch())
        .extracting(fetch -> fetch.extract())
        .containsExactly(true, false);
  }

  @Test
  void groupsResolveRelativeIds() throws Exception {
    AppDefinitions read =
        parse(
            "{'id':'/g','apps':[{'id':'a','cmd':'x'},{'id':'../b','cmd':'x'}],"
                + "'groups':[{'id':'h','apps':[{'id':'c','cmd':'x'},{'id':'/d','cmd':'x'}]}]}");
    assertThat(read.apps())
        .extracting(AppDefinition::id)
        .containsExactly("/g/a", "/b", "/g/h/c", "/d");
  }

  @Test
  void constraintsAreRead() throws Exception {
    AppDefinition app =
        only("{'id':'a','cmd':'x','constraints':[['hostname','unique'],['rack','MAX_PER','2']]}");
    assertThat(app.scaling().constraints())
        .extracting(Constraint::field)
        .containsExactly("@hostname", "rack");
  }

  @Test
  void whatOnlyWatchesIsAWarning() throws Exception {
    AppDefinitions read =
        parse("{'id':'a','cmd':'x','healthChecks':[{'path':'/'}],'upgradeStrategy':{'x':1}}");
    assertThat(read.warnings())
        .extracting(DefinitionProblem::path)
        .containsExactly("$.healthChecks", "$.upgradeStrategy");
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    assertThat(parse("{'id':'a','cmd':'x','whatever':{'y':[1]}}").warnings()).isEmpty();
  }

  @Test
  void everyProblemIsFoundAtOnce() {
    List<DefinitionProblem> problems =
        problems("[{'id':'A b','cpus':-1,'cmd':'x','args':['y']},{'id':'c','mem':'much'}]");
    assertThat(problems)
        .extracting(DefinitionProblem::path)
        .containsExactly("$[0].id", "$[0].args", "$[0].cpus", "$[1].cmd", "$[1].mem");
    assertThat(problems.get(4).toString())
        .contains("test.json: $[1].mem: \"much\": must be a number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'container':{'type':'MESOS','docker':{'image':'x'}} | $.container.docker",
        "'container':{'appc':{'image':'x'}} | $.container.type",
        "'container':{'type':'DOCKER','appc':{'image':'x'}} | $.container.type",
        "'container':{'type':'MESOS','appc':{}} | $.container.appc.image",
        "'container':{'type':'MESOS','appc':{'image':'x','id':'md5-1'}} | $.container.appc.id",
        "'container':{'type':'MESOS','appc':{'image':'x:1','labels':{'version':'2'}}}"
            + " | $.container.appc.image",
        "'container':{'type':'MESOS','portMappings':[{}]} | $.container.portMappings",
        "'container':{'type':'MESOS','volumes':[{'containerPath':'/a','mode':'RO',"
            + "'persistent':{'size':1}}]} | $.container.volumes[0].persistent",
        "'container':{'type':'MESOS','volumes':[{'containerPath':'/a','hostPath':'/b',"
            + "'mode':'XX'}]} | $.container.volumes[0].mode",
        "'networks':[{'mode':'container','name':'x'}] | $.networks[0]",
        "'ipAddress':{'networkName':'x'} | $.ipAddress",
        "'secrets':{'a':{'source':'b'}} | $.secrets",
        "'env':{'A':{'secret':'b'}} | $.env.A",
        "'env':{'A':1} | $.env.A",
        "'gpus':1 | $.gpus",
        "'tty':true | $.tty",
        "'executor':'/x' | $.executor",
        "'residency':{'a':1} | $.residency",
        "'resourceLimits':{'cpus':2} | $.resourceLimits",
        "'role':'x' | $.role",
        "'fetch':[],'uris':[] | $.uris",
        "'ports':[1],'portDefinitions':[] | $.ports",
        "'ports':[70000] | $.ports[0]",
        "'instances':1.5 | $.instances",
        "'backoffFactor':0.5 | $.backoffFactor",
        "'acceptedResourceRoles':[] | $.acceptedResourceRoles",
        "'constraints':[['rack','LIKE','(']] | $.constraints[0]",
        "'constraints':[['rack','MAX_PER']] | $.constraints[0]",
        "'constraints':[['rack','NEAR']] | $.constraints[0][1]",
      },
      quoteCharacter = '"')
  void whatWouldRunDifferentlyIsRefused(String fields, String path) {
    assertThat(problems("{'id':'a','cmd':'x'," + fields + "}"))
        .extracting(DefinitionProblem::path)
        .containsExactly(path);
  }

  @Test
  void refusedImageIsNotAlsoAMissingCommand() {
    assertThat(problems("{'id':'a','container':{'type':'MESOS','docker':{'image':'x'}}}"))
        .extracting(DefinitionProblem::path)
        .containsExactly("$.container.docker");
  }

  @Test
  void podsAreRefused() {
    assertThat(problems("{'id':'a','containers':[]}").get(0).rule()).contains("pods");
  }

  @Test
  void brokenJsonNamesTheLine() {
    assertThat(problems("{\n'id': }").get(0).value()).isEqualTo("line 2");
  }

  @Test
  void twoAppsWithOneIdAreRefused() {
    assertThat(problems("[{'id':'a','cmd':'x'},{'id':'/a','cmd':'y'}]").get(0).value())
        .isEqualTo("/a");
  }

  @Test
  void missingFileIsAProblemLikeOthers() throws IOException {
    Path good = Files.writeString(directory.resolve("good.json"), "{}");
    InvalidDefinitionException failure =
        catchThrowableOfType(
            InvalidDefinitionException.class,
            () -> MarathonDefinitions.read(List.of(directory.resolve("none.json"), good)));
    assertThat(failure.problems()).hasSizeGreaterThan(1);
    assertThat(failure).hasMessageContaining("there is no such file");
  }

  @Test
  void everyExampleIsValid() throws Exception {
    String root = System.getProperty("mesosappc.root", "..");
    List<Path> files;
    try (Stream<Path> list = Files.list(Path.of(root, "config/examples/marathon"))) {
      files = list.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    AppDefinitions read = MarathonDefinitions.read(files);
    assertThat(read.warnings()).isEmpty();
    assertThat(read.apps())
        .extracting(AppDefinition::id)
        .contains("/hello", "/web", "/tools/echo", "/shop/cart", "/shop/jobs/mailer");
  }

  @Test
  void versionChangesWithContentButNotWithInstances() throws Exception {
    String base = only("{'id':'a','cmd':'x'}").version();
    assertThat(only("{'instances':7,'cmd':'x','id':'a'}").version()).isEqualTo(base);
    assertThat(only("{'id':'a','cmd':'y'}").version()).isNotEqualTo(base);
  }

  private static AppDefinition only(String json) throws InvalidDefinitionException {
    return parse(json).apps().get(0);
  }

  private static AppDefinitions parse(String json) throws InvalidDefinitionException {
    return MarathonDefinitions.parse("test.json", json.replace('\'', '"'));
  }

  private static List<DefinitionProblem> problems(String json) {
    return catchThrowableOfType(InvalidDefinitionException.class, () -> parse(json)).problems();
  }
}
