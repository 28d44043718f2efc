package dev.restrict.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The results as a whole; after {@link ContainersTest}, which may write them anew. */
@Tag("container")
class ResultsTest {

  /** Each line of the results has a setting, and each setting its lines. */
  @Test
  void resultsAreComplete() {
    List<String> expected = new ArrayList<>();
    Settings.ALL.forEach(
        setting -> setting.runs().forEach(run -> expected.add(setting + " " + run.word())));
    assertThat(Results.committed().keySet())
        .as("lines of results/containers.tsv; write them anew: %s", ContainersTest.ANEW)
        .containsExactlyElementsOf(expected);
  }

  /** No result may fall short of the whole without a reason. */
  @Test
  void whatIsNotWholeHasAReason() {
    Map<String, List<String>> committed = Results.committed();
    for (Setting setting : Settings.ALL) {
      for (Run run : setting.runs()) {
        boolean whole =
            Outcome.whole(setting, run).cells().equals(committed.get(setting + " " + run.word()));
        assertThat(whole)
            .as("%s %s is whole", setting, run.word())
            .isEqualTo(Limit.of(setting, run).isEmpty());
      }
    }
  }
}
