package io.tinyvol.cli.command;

import io.tinyvol.cli.Table;
import io.tinyvol.service.Sizes;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The disks of a place, for scripts and for people. */
final class DiskTable {
  private final DisksPlace in;
  private final List<Map<String, Object>> json = new ArrayList<>();
  private final Table table = new Table("NAME", ">SIZE", ">USED", ">ITS OWN", "STATE");

  DiskTable(DisksPlace in) {
    this.in = in;
  }

  void add(DiskFields fields) {
    json.add(fields.json(new DiskPlace(in, fields.disk().name())));
    table.row(
        fields.disk().name(),
        Sizes.show(fields.disk().sizeBytes()),
        DiskFields.size(fields.disk().usedBytes()),
        DiskFields.size(fields.disk().exclusiveBytes()),
        fields.state());
  }

  List<Map<String, Object>> json() {
    return json;
  }

  void print(PrintStream out) {
    table.print(out);
  }
}
