package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code /actuator/restrict/promises} answers.
 *
 * @param state how far the lock is
 * @param mode what happens to a call that no promise grants
 * @param promises the promises in force
 */
public record PromisesPart(String state, @Nullable String mode, List<PromiseDescriptor> promises)
    implements OperationResponseBody {

  static PromisesPart of(ProcessLock lock, Values values) {
    RestrictDescriptor all = RestrictDescriptor.of(lock, values);
    return new PromisesPart(
        all.state(), all.mode(), all.promises().stream().map(PromiseDescriptor::of).toList());
  }

  /**
   * A promise.
   *
   * @param promise its word
   * @param summary what it is for
   */
  public record PromiseDescriptor(String promise, String summary) {

    static PromiseDescriptor of(String word) {
      return new PromiseDescriptor(word, Promise.of(word).summary());
    }
  }
}
