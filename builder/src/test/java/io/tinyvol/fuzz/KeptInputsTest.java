package io.tinyvol.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** All inputs that are kept go through their targets: what was found once stays mended. */
class KeptInputsTest {
  @SuppressWarnings("unused") // names the parameters
  static final Iterable<String> TARGETS = Targets.ALL;

  @ParameterizedTest
  @FieldSource("TARGETS")
  @Timeout(120)
  void breakNothing(String target) throws Exception {
    MethodHandle method = Targets.method(target);
    Map<String, byte[]> inputs = KeptInputs.of(Targets.nameOf(target));
    assertFalse(inputs.isEmpty());
    for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
      try {
        method.invokeExact(input.getValue());
      } catch (Throwable t) {
        throw new AssertionError(target + " with " + input.getKey(), t);
      }
    }
  }
}
