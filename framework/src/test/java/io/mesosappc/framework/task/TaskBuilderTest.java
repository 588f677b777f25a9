package io.mesosappc.framework.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.marathon.MarathonDefinitions;
import io.mesosappc.framework.mesos.message.Resource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Environment.Variable;
import org.apache.mesos.v1.Protos.Image;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Volume;
import org.junit.jupiter.api.Test;

class TaskBuilderTest {
  private static final String APPC =
      "'container':{'type':'MESOS','appc':{'image':'example.com/x:1.0,os=linux'}}";

  @Test
  void appcImageBecomesAMesosImageWithItsOwnLabelsOnly() throws Exception {
    TaskInfo task = build("'labels':{'team':'a'}," + APPC);
    assertThat(task.getContainer().getType()).isEqualTo(ContainerInfo.Type.MESOS);
    Image image = task.getContainer().getMesos().getImage();
    assertThat(image.getType()).isEqualTo(Image.Type.APPC);
    assertThat(image.getCached()).isTrue();
    assertThat(image.getAppc().getName()).isEqualTo("example.com/x");
    assertThat(image.getAppc().hasId()).isFalse();
    assertThat(image.getAppc().getLabels().getLabelsList())
        .extracting(label -> label.getKey() + "=" + label.getValue())
        .containsExactly("os=linux", "version=1.0");
    assertThat(task.getLabels().getLabels(0).getKey()).isEqualTo("team");
  }

  @Test
  void forcePullAsksForAFreshImage() throws Exception {
    TaskInfo task =
        build("'container':{'type':'MESOS','appc':{'image':'x','forcePullImage':true}}");
    assertThat(task.getContainer().getMesos().getImage().getCached()).isFalse();
  }

  @Test
  void neitherCmdNorArgsRunsTheImagesExec() throws Exception {
    CommandInfo command = build(APPC).getCommand();
    assertThat(command.getShell()).isFalse();
    assertThat(command.hasValue()).isFalse();
    assertThat(command.getArgumentsList()).isEmpty();
  }

  @Test
  void argsWithAnImageAreAppendedToItsExec() throws Exception {
    CommandInfo command = build("'args':['-v','x']," + APPC).getCommand();
    assertThat(command.getShell()).isFalse();
    assertThat(command.hasValue()).isFalse();
    assertThat(command.getArgumentsList()).containsExactly("-v", "x");
  }

  @Test
  void argsWithoutAnImageNameTheProgramFirst() throws Exception {
    CommandInfo command = build("'args':['/bin/sleep','5']").getCommand();
    assertThat(command.getShell()).isFalse();
    assertThat(command.getValue()).isEqualTo("/bin/sleep");
    assertThat(command.getArgumentsList()).containsExactly("/bin/sleep", "5");
  }

  @Test
  void cmdIsAShellLine() throws Exception {
    CommandInfo command = build("'cmd':'a | b','user':'nobody'," + APPC).getCommand();
    assertThat(command.getShell()).isTrue();
    assertThat(command.getValue()).isEqualTo("a | b");
    assertThat(command.getUser()).isEqualTo("nobody");
  }

  @Test
  void environmentIsMarathonsAndTheAppsOwnWins() throws Exception {
    Map<String, String> env =
        environment(
            build(
                "'cmd':'x','env':{'HOST':'mine','A':'b'},'labels':{'te-am':'q'},'mem':64,"
                    + "'portDefinitions':[{'port':8080,'name':'h-x'},{'port':0}]"));
    assertThat(env)
        .containsEntry("HOST", "mine")
        .containsEntry("A", "b")
        .containsEntry("PORT", "31000")
        .containsEntry("PORT0", "31000")
        .containsEntry("PORT1", "31001")
        .containsEntry("PORTS", "31000,31001")
        .containsEntry("PORT_8080", "31000")
        .containsEntry("PORT_H_X", "31000")
        .containsEntry("MARATHON_APP_ID", "/g/a")
        .containsEntry("MARATHON_APP_RESOURCE_MEM", "64.0")
        .containsEntry("MARATHON_APP_LABELS", "TE_AM")
        .containsEntry("MARATHON_APP_LABEL_TE_AM", "q")
        .containsKey("MARATHON_APP_VERSION");
    assertThat(env.get("MESOS_TASK_ID")).matches("g_a\\.instance-[0-9a-f-]{36}\\._app\\.1");
  }

  @Test
  void longLabelsStayOutOfTheEnvironment() throws Exception {
    TaskInfo task = build("'cmd':'x','labels':{'long':'" + "v".repeat(513) + "'}");
    assertThat(environment(task)).doesNotContainKey("MARATHON_APP_LABEL_LONG");
    assertThat(task.getLabels().getLabelsCount()).isEqualTo(1);
  }

  @Test
  void volumesFetchesGraceAndDiscoveryAreHandedOn() throws Exception {
    TaskInfo task =
        build(
            "'taskKillGracePeriodSeconds':7,'cmd':'x',"
                + "'fetch':[{'uri':'http://h/f','executable':true,'destPath':'p'}],"
                + "'portDefinitions':[{'port':0,'name':'dns','protocol':'udp,tcp'},{'port':0}],"
                + "'container':{'type':'MESOS','volumes':["
                + "{'containerPath':'/c','hostPath':'/h','mode':'RO'}]}");
    assertThat(task.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(7_000_000_000L);
    CommandInfo.URI uri = task.getCommand().getUris(0);
    assertThat(uri.getExecutable()).isTrue();
    assertThat(uri.getOutputFile()).isEqualTo("p");
    assertThat(task.getContainer().getMesos().hasImage()).isFalse();
    assertThat(task.getContainer().getVolumes(0).getMode()).isEqualTo(Volume.Mode.RO);
    assertThat(task.getDiscovery().getName()).isEqualTo("a.g");
    assertThat(task.getDiscovery().getPorts().getPortsList())
        .extracting(port -> port.getNumber() + "/" + port.getProtocol())
        .containsExactly("31000/udp", "31000/tcp", "31001/tcp");
  }

  private static Map<String, String> environment(TaskInfo task) {
    return task.getCommand().getEnvironment().getVariablesList().stream()
        .collect(Collectors.toMap(Variable::getName, Variable::getValue));
  }

  private static TaskInfo build(String fields) throws Exception {
    String json = "{'id':'/g/a'," + fields + "}";
    AppDefinition app = MarathonDefinitions.parse("t", json.replace('\'', '"')).apps().get(0);
    List<Integer> ports = List.of(31000, 31001).subList(0, app.ports().definitions().size());
    return TaskBuilder.build(
            new TaskRequest(
                app,
                TaskNames.taskId(app.id(), UUID.randomUUID()),
                "agent",
                "host",
                List.of(new Resource.Scalar("cpus", "*", 100)),
                ports))
        .info();
  }
}
