package dev.restrict.audit.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files may be merged in any order, in any grouping, and more than once. */
class RecordingMergePropertyTest {

  private static final int RUNS = 3000;

  @Test
  void isCommutativeAssociativeAndIdempotent() {
    RandomRecordings random = new RandomRecordings(20_260_101);
    for (int i = 0; i < RUNS; i++) {
      Recording a = random.next();
      Recording b = random.next();
      Recording c = random.next();
      assertThat(Recording.merge(a, b)).isEqualTo(Recording.merge(b, a));
      assertThat(Recording.merge(Recording.merge(a, b), c))
          .isEqualTo(Recording.merge(a, Recording.merge(b, c)));
      assertThat(Recording.merge(a, a)).isEqualTo(a);
      assertThat(Recording.merge(Recording.merge(a, b), b)).isEqualTo(Recording.merge(a, b));
      assertThat(Recording.merge(a, Recording.empty())).isEqualTo(a);
    }
  }

  @Test
  void countsOfOneRunAreNotCountedTwice() {
    Recorder recorder = Sight.recorder("web-1");
    recorder.add(Sight.call("pipe2").seen());
    Recording early = recorder.recording();
    recorder.add(Sight.call("pipe2").seen());
    Recording late = recorder.recording();
    Recording other = Sight.recording("web-2", Sight.call("pipe2"));

    Recording all = Recording.merge(Recording.merge(early, other), Recording.merge(late, early));

    assertThat(all.facts().values()).extracting(Evidence::count).containsExactly(3L);
  }
}
