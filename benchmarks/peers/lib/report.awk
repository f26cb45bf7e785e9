# Prints tables out of results.tsv: a line a tool, ratios, and the bars. Of several repeats the
# median counts; a ratio is taken within each repeat, whose commands ran side by side, then the
# median of those.

BEGIN { FS = "\t" }

NR == 1 { next } # the header

{
  repeat = $1; tool = $2; step = $3
  if (repeat > repeats) repeats = repeat
  if (!(tool in known)) { known[tool] = 1; tools[++toolCount] = tool }
  if (step == "size") { put("size", $9 / 1048576); next }
  put(step " wall", $5)
  if (step == "restore" || step == "flush") put("on disk wall", $5)
  put(step " cpu", $6 + $7)
  if ($8 / 1024 > value[repeat, tool, "peak"]) value[repeat, tool, "peak"] = $8 / 1024
}

function put(metric, amount) { value[repeat, tool, metric] += amount }

function median(list, n,    i, j, t) {
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function middle(tool, metric,    r, list) {
  for (r = 1; r <= repeats; r++) list[r] = value[r, tool, metric]
  return median(list, repeats)
}

function ratio(tool, peer, metric,    r, list) {
  for (r = 1; r <= repeats; r++) {
    if (value[r, peer, metric] == 0) return -1
    list[r] = value[r, tool, metric] / value[r, peer, metric]
  }
  return median(list, repeats)
}

function isOurs(tool) { return tool ~ /^tinyvol/ }

function bar(tool, what, metric, peer, limit,    r) {
  if (!(peer in known)) return
  r = ratio(tool, peer, metric)
  if (r < 0) return
  printf "%-11s %-34s %7.2f   bar %.2f   %s\n", tool, what " / " peer, r, limit, (r <= limit ? "met" : "MISSED")
}

END {
  printf "\n%-11s %17s %17s %26s %7s %8s\n", "", images " images", last " again", "restore " last, "peak", "store"
  printf "%-11s %8s %8s %8s %8s %8s %8s %8s %7s %8s\n", "", "wall s", "cpu s", "wall s", "cpu s", "wall s", "cpu s", "on disk", "MiB", "MiB"
  for (i = 1; i <= toolCount; i++) {
    t = tools[i]
    printf "%-11s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %7.0f %8.0f\n", t, \
      middle(t, "build wall"), middle(t, "build cpu"), middle(t, "again wall"), middle(t, "again cpu"), \
      middle(t, "restore wall"), middle(t, "restore cpu"), middle(t, "on disk wall"), middle(t, "peak"), middle(t, "size")
  }

  printf "\n%-23s %8s %8s %8s %8s %8s %8s\n", "tinyvol / peer", "images", "again", "restore", "on disk", "peak", "store"
  for (i = 1; i <= toolCount; i++)
    for (j = 1; j <= toolCount; j++)
      if (isOurs(tools[i]) && !isOurs(tools[j]))
        printf "%-23s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f\n", tools[i] " / " tools[j], \
          ratio(tools[i], tools[j], "build wall"), ratio(tools[i], tools[j], "again wall"), \
          ratio(tools[i], tools[j], "restore wall"), ratio(tools[i], tools[j], "on disk wall"), \
          ratio(tools[i], tools[j], "peak"), ratio(tools[i], tools[j], "size")

  print ""
  for (i = 1; i <= toolCount; i++)
    if (isOurs(tools[i])) {
      bar(tools[i], "store size", "size", "borg", 0.90)
      bar(tools[i], "wall time, " images " images", "build wall", "borg", 1 / 3)
      bar(tools[i], "wall time, " last " again", "again wall", "borg", 1 / 3)
      bar(tools[i], "wall time, restore " last, "restore wall", "casync", 1 / 2)
    }
}
