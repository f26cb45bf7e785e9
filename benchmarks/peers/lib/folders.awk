# Prints tables out of folders.tsv: for each folder what tinyvol took and what mke2fs and borg took
# together. Of several repeats the median counts; a ratio is taken within each repeat first.

BEGIN { FS = "\t" }

NR == 1 { next } # the header

{
  if ($1 > repeats) repeats = $1
  if (!($4 in known)) { known[$4] = 1; names[++count] = $4 }
  tool = $2 == "mke2fs" || $2 == "borg" ? "peers" : $2
  has[tool] = 1
  wall[$1, tool, $3, $4] += $5
  cpu[$1, tool, $3, $4] += $6 + $7
  wall[$1, $2 " alone", $3, $4] = $5
  if ($8 / 1024 > peak[$2, $4]) peak[$2, $4] = $8 / 1024
}

function median(list, n,    i, j, t) {
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function middle(values, tool, step, name,    r, list) {
  for (r = 1; r <= repeats; r++) list[r] = values[r, tool, step, name]
  return median(list, repeats)
}

function ratio(tool, step, name,    r, list) {
  for (r = 1; r <= repeats; r++) list[r] = wall[r, tool, step, name] / wall[r, "peers", step, name]
  return median(list, repeats)
}

# What a build takes beyond the start of its JVM.
function beyond(step, name,    r, list) {
  for (r = 1; r <= repeats; r++) list[r] = wall[r, "tinyvol", step, name] - wall[r, "start", "build", name]
  return median(list, repeats)
}

function row(tool, name) {
  printf "%-16s %-12s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %8.0f\n", name, tool, \
    middle(wall, tool, "build", name), middle(cpu, tool, "build", name), ratio(tool, "build", name), \
    middle(wall, tool, "again", name), middle(cpu, tool, "again", name), ratio(tool, "again", name), peak[tool, name]
}

function bar(what, name, value, limit) {
  printf "%-52s %7.2f   bar %.2f   %s\n", what " " name, value, limit, (value <= limit ? "met" : "MISSED")
}

END {
  printf "\n%-29s %26s %26s\n", "", "into an empty store  ", "unchanged again    "
  printf "%-16s %-12s %8s %8s %8s %8s %8s %8s %8s\n", "", "", "wall s", "cpu s", "/ peers", "wall s", "cpu s", "/ peers", "peak MiB"
  for (i = 1; i <= count; i++) {
    n = names[i]
    row("tinyvol", n)
    if (has["tinyvol-tar"]) row("tinyvol-tar", n)
    printf "%-16s %-12s %8.2f %8.2f %8s %8.2f %8.2f\n", n, "mke2fs+borg", \
      middle(wall, "peers", "build", n), middle(cpu, "peers", "build", n), "", \
      middle(wall, "peers", "again", n), middle(cpu, "peers", "again", n)
    printf "%-16s %-12s %8.2f %26s %8.2f\n", n, "  of it mke2fs", middle(wall, "mke2fs alone", "build", n), "", middle(wall, "mke2fs alone", "again", n)
  }
  print ""
  for (i = 1; i <= count; i++) {
    bar("wall time, tinyvol / (mke2fs + borg),", names[i], ratio("tinyvol", "build", names[i]), 0.5)
    bar("seconds unchanged again, beyond the JVM's start,", names[i], beyond("again", names[i]), 1)
  }
}
