# shellcheck shell=bash
# How each tool does what is compared. To be sourced; needs work, tinyvol and measured.
#
# A tool has three functions: TOOL_init STORE; TOOL_add STORE NAME FILE keeps an image under a name;
# TOOL_restore STORE NAME FOLDER brings it back as the only file below an empty folder.
# Only what runs under `measured` counts.
# shellcheck disable=SC2154 # the sourcing script has work and tinyvol

# Caches and temporary files of the tools lie with their stores; nothing outside is read or written.
tools_environment() {
  export BORG_BASE_DIR=$work/stores/borg-base
  export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
  export RESTIC_CACHE_DIR=$work/stores/restic-cache
  export RESTIC_PASSWORD=benchmark
  export TMPDIR=$work/stores/tmp
  unset CASYNC_STORE TINYVOL_STORE BORG_REPO BORG_PASSPHRASE RESTIC_REPOSITORY
}

tinyvol_init() { "$tinyvol" --store "$1" init --hash sha256; }
tinyvol_add() { measured "$tinyvol" --store "$1" --no-progress build "$2" --from-image "$3"; }
tinyvol_restore() { measured "$tinyvol" --store "$1" --no-progress export "$2" "$3/$2.ext4"; }

tinyvol512_init() { "$tinyvol" --store "$1" init --hash sha512-256; }
tinyvol512_add() { tinyvol_add "$@"; }
tinyvol512_restore() { tinyvol_restore "$@"; }

# The ending .caibx makes casync treat the file as one stream of bytes.
casync_init() { mkdir "$1"; }
casync_add() { measured casync make --store="$1/chunks.castr" "$1/$2.caibx" "$3"; }
casync_restore() { measured casync extract --store="$1/chunks.castr" "$1/$2.caibx" "$3/$2.ext4"; }

# Both keep a path with the file: a short one, as seen from the file's folder.
borg_init() { borg init -e none "$1"; }
borg_add() { (cd "$(dirname "$3")" && measured borg create -C zstd,3 "$1::$2" "$(basename "$3")"); }
borg_restore() { (cd "$3" && measured borg extract --sparse "$1::$2"); }

restic_init() { restic --repo "$1" init --repository-version 2; }
restic_add() {
  (cd "$(dirname "$3")" && measured restic --repo "$1" --quiet backup --tag "$2" "$(basename "$3")")
}
# Older versions write zeros out.
restic_restore() {
  local sparse=()
  ! restic restore --help | grep -- '--sparse' >/dev/null || sparse=(--sparse)
  measured restic --repo "$1" --quiet restore latest --tag "$2" "${sparse[@]}" --target "$3"
}

print_versions() {
  local tool
  for tool in "$@"; do
    case $tool in
      tinyvol*) echo "tinyvol: $("$tinyvol" --version | sed -n 1p)" "$(tinyvol_commit)" ;;
      casync) echo "casync: $(casync --version | sed -n 1p)" ;;
      borg) echo "borg: $(borg --version)" ;;
      restic) echo "restic: $(restic version)" ;;
    esac
  done | sort -u
}

tinyvol_commit() { git -C "$(dirname "$tinyvol")" describe --always --dirty 2>/dev/null || true; }
