package io.tinyvol.fuzz;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** All targets by their classes. */
final class Targets {
  static final List<String> ALL =
      List.of(
          "io.tinyvol.daemon.ApiFuzz",
          "io.tinyvol.ext4.Ext4Fuzz",
          "io.tinyvol.fuzz.ExcludeFuzz",
          "io.tinyvol.fuzz.FrameFuzz",
          "io.tinyvol.fuzz.JsonFuzz",
          "io.tinyvol.fuzz.LayerFuzz",
          "io.tinyvol.fuzz.NbdFuzz",
          "io.tinyvol.fuzz.NodeFuzz",
          "io.tinyvol.fuzz.OciFuzz",
          "io.tinyvol.fuzz.RecordFuzz",
          "io.tinyvol.fuzz.TarFuzz",
          "io.tinyvol.fuzz.UnpackFuzz");

  private Targets() {}

  static String nameOf(String target) {
    return target.substring(target.lastIndexOf('.') + 1);
  }

  /** A target's method, as Jazzer finds it. */
  static MethodHandle method(String target) throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findStatic(
            Class.forName(target),
            "fuzzerTestOneInput",
            MethodType.methodType(void.class, byte[].class));
  }
}
