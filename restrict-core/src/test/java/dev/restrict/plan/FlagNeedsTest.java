package dev.restrict.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status.Notice;
import dev.restrict.landlock.ImpliedPath;
import dev.restrict.machine.MachineFacts;
import dev.restrict.machine.SampleFindings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is granted because of the JVM's flags, and what is said of the rest. */
class FlagNeedsTest {

  private static final String LOG = "-Xlog:gc:file=/data/gc.log";
  private static final Policy STDIO = policy("stdio");

  private static Policy policy(String promises) {
    return Policy.builder().promises(promises).build();
  }

  private static FlagNeeds needs(Policy policy, MachineFacts machine, String... flags) {
    return FlagNeeds.of(policy, machine, new OneFolder(List.of(flags)));
  }

  private static MachineFacts abi(int abi) {
    return new SampleFindings(abi).facts();
  }

  private static List<String> said(FlagNeeds needs) {
    return needs.notices().stream().map(Notice::text).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 11})
  void aFolderOfItsOwnIsGranted(int abi) {
    FlagNeeds needs = needs(STDIO, abi(abi), LOG);
    assertThat(needs.paths()).extracting(ImpliedPath::path).containsExactly(OneFolder.DATA);
    assertThat(needs.paths()).extracting(ImpliedPath::origin).containsExactly(Origin.JVM_FLAG);
    assertThat(needs.notices()).isEmpty();
    assertThat(needs.filtered(STDIO).promises().orElseThrow())
        .containsExactlyInAnyOrder(Promise.STDIO, Promise.WPATH, Promise.CPATH);
  }

  /** The calls would be granted for every path. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingIsGrantedWhereLandlockDoesNotJudgeAllOfIt(int abi) {
    FlagNeeds needs = needs(STDIO, abi(abi), LOG);
    assertThat(needs.paths()).isEmpty();
    assertThat(needs.filtered(STDIO)).isEqualTo(STDIO);
    assertThat(said(needs)).singleElement().asString().contains(LOG, "Use Linux 6.2 or newer");
  }

  @Test
  void nothingIsGrantedWithoutLandlock() {
    FlagNeeds needs = needs(STDIO, new SampleFindings(0).noLandlock(38).facts(), LOG);
    assertThat(needs.paths()).isEmpty();
    assertThat(needs.filtered(STDIO)).isEqualTo(STDIO);
    assertThat(needs.notices()).hasSize(1);
  }

  @Test
  void auditAndPortRulesAloneNeedNothing() {
    Policy audit = Policy.builder().promises("stdio").mode(Mode.AUDIT).build();
    Policy ports = Policy.builder().port(443, "c").build();
    for (Policy policy : new Policy[] {audit, ports}) {
      FlagNeeds needs = needs(policy, abi(6), LOG, "-XX:OnError=true");
      assertThat(needs.paths()).isEmpty();
      assertThat(needs.notices()).isEmpty();
      assertThat(needs.filtered(policy)).isEqualTo(policy);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Xlog:gc:file=/log/gc.log      | stdio             | no folder of its own",
        "-Xlog:gc:file=/log/gc.log      | stdio wpath       | no folder of its own",
        "-Xlog:gc:file=/log/gc.log      | stdio wpath cpath |",
        "-XX:OnError=true               | stdio             | takes the promises proc and exec",
        "-XX:OnOutOfMemoryError=true    | stdio exec        | takes the promises proc and exec",
        "-XX:OnOutOfMemoryError=true    | stdio proc exec   |",
        "-XX:StartFlightRecording       | stdio             | takes the promise tmppath",
        "-XX:StartFlightRecording       | stdio tmppath     |"
      })
  void whatIsNotGrantedIsSaidOnce(String flag, String promises, String text) {
    FlagNeeds needs = needs(policy(promises), abi(6), flag);
    assertThat(needs.paths()).isEmpty();
    if (text == null) {
      assertThat(needs.notices()).isEmpty();
    } else {
      assertThat(said(needs)).singleElement().asString().contains(flag, text);
    }
  }
}
