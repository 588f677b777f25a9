package io.mesosappc.isolators.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.isolators.syscall.Errno;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Syscalls.FileStatus;
import io.mesosappc.isolators.syscall.Syscalls.Place;
import io.mesosappc.isolators.types.ProcessPlan.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityLookupTest {
  private static final Map<String, List<String>> FILES =
      Map.of(
          "/etc/passwd",
          List.of(
              "# a remark",
              "broken",
              "root:x:0:0::/:/bin/sh",
              "web:x:1000:1001::/:/bin/sh",
              "odd:x:-5:1001::/:/bin/sh",
              "web:x:7:7:the second is another's::"),
          "/etc/group",
          List.of("root:x:0:", "web:x:1001:", "extra:x:1002:someone,web", "near:x:1003:webmaster"));

  private static NumericIdentity resolve(Identity identity) throws Exception {
    return new IdentityLookup(
            new IdentityLookup.Source() {
              @Override
              public List<String> lines(String path) {
                return FILES.getOrDefault(path, List.of());
              }

              @Override
              public FileStatus owner(String path) throws ErrnoException {
                if (!path.equals("/srv")) {
                  throw new ErrnoException("open " + path, Errno.ENOENT);
                }
                return new FileStatus(true, 33, 34, new Place(0, 0, 0));
              }
            })
        .resolve(identity);
  }

  private static Identity of(String user, String group) {
    return new Identity(user, Optional.of(group), List.of());
  }

  @Test
  void namesNumbersAndOwnersOfFilesAreUnderstood() throws Exception {
    assertThat(resolve(of("web", "extra")))
        .isEqualTo(new NumericIdentity(1000, 1002, List.of(1002)));
    assertThat(resolve(of("5", "6"))).isEqualTo(new NumericIdentity(5, 6, List.of(6)));
    assertThat(resolve(of("/srv", "/srv"))).isEqualTo(new NumericIdentity(33, 34, List.of(34)));
  }

  @Test
  void aUserAloneHasItsGroupsAsAtALogin() throws Exception {
    assertThat(resolve(Identity.user("web")))
        .isEqualTo(new NumericIdentity(1000, 1001, List.of(1001, 1002)));
    assertThat(resolve(Identity.user("1000")).gid()).isEqualTo(1001);
    assertThat(resolve(Identity.user("4242"))).isEqualTo(new NumericIdentity(4242, 0, List.of(0)));
  }

  @Test
  void supplementaryGroupsComeBesides() throws Exception {
    assertThat(resolve(new Identity("web", Optional.of("web"), List.of(50L, 1001L))))
        .isEqualTo(new NumericIdentity(1000, 1001, List.of(1001, 50)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "", "odd", "4294967295", "-1", "99999999999", "wEb"})
  void whatIsNobodyIsRefused(String user) {
    assertThatThrownBy(() -> resolve(of(user, "0")))
        .isInstanceOf(MountException.class)
        .hasMessageContaining("user '" + user + "' is not in /etc/passwd");
  }

  @Test
  void aFileThatIsNotThereHasNoOwner() {
    assertThatThrownBy(() -> resolve(of("0", "/none")))
        .isInstanceOf(MountException.class)
        .hasMessageContaining("group /none");
  }
}
