-- wrk rounds what it prints; this says it exactly.
done = function(summary)
  local errors = summary.errors
  io.write(string.format("EXACT %d %d %d %d\n", summary.requests, summary.bytes, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout))
end
