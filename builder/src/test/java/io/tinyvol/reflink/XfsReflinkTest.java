package io.tinyvol.reflink;

import io.tinyvol.testing.ScratchDisk;
import java.nio.file.Path;

class XfsReflinkTest extends ReflinkContract {
  @Override
  ScratchDisk mount(Path place) throws Exception {
    return ScratchDisk.xfs(place);
  }
}
