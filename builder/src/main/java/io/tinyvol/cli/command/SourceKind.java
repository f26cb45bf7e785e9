package io.tinyvol.cli.command;

/** What a volume is built from. */
enum SourceKind {
  FOLDER("--from-dir"),
  IMAGE("--from-image"),
  TAR("--from-tar"),
  OCI("--from-oci");

  private final String option;

  SourceKind(String option) {
    this.option = option;
  }

  /** The option that names such a source. */
  String option() {
    return option;
  }
}
