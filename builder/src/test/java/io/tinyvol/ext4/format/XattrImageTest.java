package io.tinyvol.ext4.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes that ext4 has no form for. */
final class XattrImageTest {
  private static void put(SortedMap<FileName, byte[]> map, String name, byte[] value) {
    map.put(FileName.of(name.getBytes(StandardCharsets.US_ASCII)), value);
  }

  private static String refusal(SortedMap<FileName, byte[]> map) {
    return assertThrows(NotEncodableException.class, () -> XattrImage.of(Xattrs.of(map)))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user.", "system.data", "btrfs.compression", "user", "x"})
  void namesWhatHasNoNamespace(String name) {
    SortedMap<FileName, byte[]> map = Xattrs.collector();
    put(map, name, new byte[1]);
    assertTrue(refusal(map).contains("attribute " + name + ":"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02000000",
        "0100000001000600ffffffff04000500ffffffff20000400ffffffff",
        "0200000001000600ffffffff04000500ffffffff20000400ffffff",
        "0200000001000600ffffffff04000500ffffffff20000800ffffffff",
        "0200000004000600ffffffff01000500ffffffff20000400ffffffff",
        "0200000001000600ffffffff020006000100000004000500ffffffff20000400ffffffff",
      })
  void refusesMalformedLists(String value) {
    SortedMap<FileName, byte[]> map = Xattrs.collector();
    put(map, "system.posix_acl_default", HexFormat.of().parseHex(value));
    assertTrue(refusal(map).contains("system.posix_acl_default"));
  }

  @Test
  void refusesMoreNamesThanABlockHas() {
    SortedMap<FileName, byte[]> map = Xattrs.collector();
    for (int i = 0; i < 20; i++) {
      put(map, "user." + "x".repeat(200) + i, new byte[0]);
    }
    assertTrue(refusal(map).startsWith("20 extended attributes"));
  }

  @Test
  void noneTakeNothing() throws NotEncodableException {
    XattrImage none = XattrImage.of(Xattrs.NONE);
    assertEquals(0, none.inodeBytes().length);
    assertEquals(0, none.largeValueSectors());
  }
}
