/* The decision guide: from what a service needs, and from what was measured, to what can serve it.
   `decide` is a function of its arguments alone. The rules, in the order in which they are applied
   to each server; the first that says "no" decides, and each names the row on which it rests:

   clients    A server that serves N clients at a time by design cannot serve more.
   rate       The row of KeepAlive, one request in flight, whose connections are nearest to those
              needed, and within a factor of 4 of them. Its 95 % interval is wholly at or above the
              needed rate: yes; wholly below: no, unless the row is client-bound, then unknown;
              otherwise unsure. For requests that wait, a server without such a row, as one with
              workers, has at least the rate and the processor time of its row of BlockingWork, if
              the connections are within a factor of 10 of its clients.
   waits      If requests wait, rate x wait of them wait at the same time (Little's law). The row of
              BlockingWork says how many waits overlap in a server. If these were as many as it had
              clients, more were not measured.
   processor  rate x (measured processor time per request + that of the request's own work) must fit
              into the machine's processors: below 70 % of them yes, beyond all of them no.
   crowd      If requests compute for 100 us or more: whether in CpuWork clients stayed without an
              answer while others flooded the server. Makes a yes an unsure.
   memory     connections x measured memory of an idle one, against the budget. Beyond four times as
              many connections as were measured, a yes is unsure.
   latency    The p99 of the row of OpenLoop whose rate is at least that needed, plus the request's
              own wait and work, against the goal.

   A need that no server can meet, by arithmetic alone, is answered before the rules: more requests
   in flight than connections, or more computation than processors.

   Servers that can are ranked by how much they have to spare where it is scarcest. Two of them are
   said to be no different if the rows that decide do not tell them apart: by their paired ratio
   where both rest on the rate at the same point, and otherwise if their intervals overlap or they
   differ by less than a tenth. */
"use strict";

const HexlineGuide = (() => {
  const NEAR = 4; // factor between connections measured and connections needed
  const FAR = 10; // the same for a server that was measured with waiting requests only
  const MUCH = 1.1; // a smaller factor is no difference, unless paired ratios tell it
  const BUSY = 0.7; // share of the processors beyond which requests begin to queue
  const ALL = 0.9; // of the clients: all of them waited at the same time
  const ONE = 1.5; // fewer overlapping waits than that: one at a time
  const CROWD = 100e3; // nanoseconds of computation from which fairness matters

  const low = (estimate) => estimate.low === null ? estimate.value : estimate.low;
  const high = (estimate) => estimate.high === null ? estimate.value : estimate.high;
  const form = (number) => new Intl.NumberFormat("en", { maximumSignificantDigits: 3 }).format(number);
  const percent = (share) => `${Number((100 * share).toPrecision(2))} %`;
  const time = (nanos) =>
    nanos < 999500 ? `${form(nanos / 1e3)} µs`
      : nanos < 999.5e6 ? `${form(nanos / 1e6)} ms` : `${form(nanos / 1e9)} s`;
  const bytes = (value) =>
    value < 999.5 * 1024 ? `${form(value / 1024)} kB` : `${form(value / 1048576)} MB`;
  const count = (number, noun) => `${form(number)} ${noun}${number === 1 ? "" : "s"}`;

  const check = (rule, verdict, text, row, spare) =>
    ({ rule, verdict, text, row: row || null, spare: spare || null });

  /** yes, no or unsure: whether a measured interval reaches what is needed. */
  function reaches(estimate, needed) {
    return low(estimate) >= needed ? "yes" : high(estimate) < needed ? "no" : "unsure";
  }

  /** The row nearest to so many connections; undefined if none is within the factor. */
  function near(rows, connections, factor) {
    const distance = (row) => Math.abs(Math.log(row.connections / connections));
    return rows
      .filter((row) => distance(row) <= Math.log(factor) + 1e-9)
      .sort((one, other) => distance(one) - distance(other))[0];
  }

  function rateRule(needs, rows, blocking) {
    const row = near(rows, needs.connections, NEAR);
    if (rows.length === 0 && blocking.length > 0) {
      return waitingRateRule(needs, blocking);
    }
    if (!row) {
      const measured = [...new Set(rows.map((each) => each.connections))];
      return check("rate", "unknown", measured.length === 0
        ? "its rate was not measured"
        : `not measured near ${count(needs.connections, "connection")}, only with ${measured.join(", ")}`);
    }
    if (row.failure || !row.rate) {
      return check("rate", "unknown", `not measured: the row failed: ${row.failure}`, row.point);
    }
    const text = `serves ${form(row.rate.value)}/s`
      + (row.rate.low === null ? "" : ` (${form(row.rate.low)} to ${form(row.rate.high)})`)
      + `, needed ${form(needs.rate)}/s`;
    const verdict = reaches(row.rate, needs.rate);
    const spare = { low: low(row.rate) / needs.rate, high: high(row.rate) / needs.rate };
    return verdict === "no" && row.clientBound
      ? check("rate", "unknown", `${text}; not measured beyond, the load engine may have been the limit`, row.point)
      : check("rate", verdict, verdict === "no" ? `${text}; limited by: ${row.limitedBy}` : text,
          row.point, spare);
  }

  /** The rate of a server that was measured with waiting requests only: more was not asked of it. */
  function waitingRateRule(needs, rows) {
    const row = near(rows, needs.connections, FAR);
    if (needs.waitNanos === 0 || !row || !row.rate) {
      return check("rate", "unknown",
        `measured only with requests that wait, and ${rows.map((each) => each.connections).join(", ")} connections`,
        rows[0].point);
    }
    const enough = low(row.rate) >= needs.rate;
    return check("rate", enough ? "yes" : "unknown",
      `serves ${form(row.rate.value)}/s of requests that wait, needed ${form(needs.rate)}/s`
        + (enough ? "" : "; not measured beyond"),
      row.point,
      enough ? { low: low(row.rate) / needs.rate, high: high(row.rate) / needs.rate } : null);
  }

  function waitsRule(needs, rows) {
    const needed = needs.rate * needs.waitNanos / 1e9;
    const row = [...rows].sort((one, other) => other.connections - one.connections)[0];
    if (!row || row.failure || !row.waits) {
      return check("waits", "unknown", row
        ? `not measured: the row with waiting requests failed: ${row.failure}`
        : "not measured with requests that wait", row && row.point);
    }
    const text = `${form(row.waits.value)} of ${row.connections} waits at the same time, needed ${form(needed)}`;
    const spare = { low: low(row.waits) / needed, high: high(row.waits) / needed };
    if (high(row.waits) < ONE) {
      return check("waits", needed <= 0.5 ? "yes" : needed <= 1 ? "unsure" : "no",
        `one wait at a time, so that clients wait for each other; needed ${form(needed)} at a time`,
        row.point, spare);
    }
    if (low(row.waits) >= needed) {
      return check("waits", "yes", text, row.point, spare);
    }
    if (row.waits.value >= ALL * row.connections) {
      return check("waits", "unknown", `${text}; not measured with more than ${count(row.connections, "client")}`,
        row.point);
    }
    return check("waits", reaches(row.waits, needed), text, row.point, spare);
  }

  function processorRule(needs, rows, blocking, cores) {
    const waiting = rows.length === 0 && needs.waitNanos > 0;
    const row = waiting ? near(blocking, needs.connections, FAR) : near(rows, needs.connections, NEAR);
    const own = needs.rate * needs.workNanos / 1e9;
    if (!row || row.failure || !row.cpu) {
      return check("processor", "unknown",
        `its processor time per request was not measured near ${count(needs.connections, "connection")}`,
        row && row.point);
    }
    const total = (micros) => needs.rate * (micros / 1e6) + own;
    const least = total(low(row.cpu));
    const most = total(high(row.cpu));
    return check("processor",
      most <= BUSY * cores ? "yes" : waiting ? "unknown" : least > cores ? "no" : "unsure",
      `takes ${percent(total(row.cpu.value) / cores)} of the machine's ${count(cores, "processor")}`,
      row.point,
      { low: cores / most, high: cores / least });
  }

  function crowdRule(rows) {
    const row = rows[0];
    if (!row || row.failure) {
      return check("crowd", "unsure", "fairness not measured with requests that compute", row && row.point);
    }
    return row.unanswered > 0
      ? check("crowd", "unsure",
          `if some clients flood it, ${row.unanswered} of ${row.victims} others get no answer`, row.point)
      : check("crowd", "yes", "answers every client while others flood it", row.point);
  }

  function memoryRule(needs, row) {
    if (!row || row.failure || !row.bytes) {
      return check("memory", "unknown", row
        ? `its memory was not measured: ${row.failure}`
        : "its memory per connection was not measured", row && "IdleConnections");
    }
    const most = Math.max(1, high(row.bytes)) * needs.connections;
    const least = Math.max(1, low(row.bytes)) * needs.connections;
    const verdict = most <= needs.memoryBytes ? "yes" : least > needs.memoryBytes ? "no" : "unsure";
    const far = needs.connections > NEAR * row.connections;
    return check("memory", verdict === "yes" && far ? "unsure" : verdict,
      `${count(needs.connections, "connection")} take ${bytes(row.bytes.value * needs.connections)}`
        + ` of ${bytes(needs.memoryBytes)}`
        + (far ? `, extrapolated from ${form(row.connections)}` : ""),
      "IdleConnections",
      { low: needs.memoryBytes / most, high: needs.memoryBytes / least });
  }

  function latencyRule(needs, rows) {
    const own = needs.waitNanos + needs.workNanos;
    if (own > needs.goalNanos) {
      return check("latency", "no", `the request's own wait and work take ${time(own)}, more than the goal`);
    }
    const sound = rows.filter((row) => !row.failure && row.rate);
    const row = sound
      .filter((each) => each.rate.value >= needs.rate)
      .sort((one, other) => one.rate.value - other.rate.value)[0];
    if (!row) {
      return check("latency", "unknown", sound.length > 0
        ? `latency measured at ${form(Math.max(...sound.map((each) => each.rate.value)))}/s only`
        : rows.length > 0
          ? `latency not measured: the row failed: ${rows[0].failure}`
          : "its latency below saturation was not measured",
        rows.length > 0 ? rows[0].point : null);
    }
    if (!row.p99) {
      return check("latency", "unknown", row.withoutP99, row.point);
    }
    const least = low(row.p99) + own;
    const most = high(row.p99) + own;
    const verdict = most <= needs.goalNanos ? "yes" : least > needs.goalNanos ? "no" : "unsure";
    const higher = row.rate.value > 2 * needs.rate;
    return check("latency", verdict === "no" && higher ? "unsure" : verdict,
      `p99 ${time(row.p99.value + own)} at ${form(row.rate.value)}/s, wanted ${time(needs.goalNanos)}`,
      row.point,
      { low: needs.goalNanos / most, high: needs.goalNanos / least });
  }

  function judge(server, needs, facts) {
    const of = (rows) => rows.filter((row) => row.server === server.server);
    const checks = [];
    if (server.clientsAtOnce > 0 && needs.connections > server.clientsAtOnce) {
      checks.push(check("clients", "no",
        `serves ${count(server.clientsAtOnce, "client")} at a time by design`));
    }
    checks.push(rateRule(needs, of(facts.capacity), of(facts.blocking)));
    if (needs.waitNanos > 0) {
      checks.push(waitsRule(needs, of(facts.blocking)));
    }
    checks.push(processorRule(needs, of(facts.capacity), of(facts.blocking), facts.cores));
    if (needs.workNanos >= CROWD) {
      checks.push(crowdRule(of(facts.computing)));
    }
    if (needs.memoryBytes !== null) {
      checks.push(memoryRule(needs, of(facts.idle)[0]));
    }
    if (needs.goalNanos !== null) {
      checks.push(latencyRule(needs, of(facts.open)));
    }
    const verdict = ["no", "unknown", "unsure", "yes"].find((each) =>
      checks.some((found) => found.verdict === each));
    const scarcest = checks
      .filter((found) => found.spare)
      .sort((one, other) => one.spare.low - other.spare.low)[0] || null;
    return { server: server.server, verdict, checks, scarcest };
  }

  /** Whether the rows that decide about two servers do not tell them apart. */
  function isAlike(one, other, needs, facts) {
    if (!one.scarcest || !other.scarcest) {
      return true;
    }
    if (one.scarcest.rule === "rate" && other.scarcest.rule === "rate"
        && one.scarcest.row === other.scarcest.row) {
      const row = facts.capacity.find((each) =>
        each.server === one.server && each.point === one.scarcest.row);
      if (row) {
        return row.alike.includes(other.server);
      }
    }
    const [less, more] = [one, other]
      .map((each) => each.scarcest.spare)
      .sort((first, second) => first.low - second.low);
    return more.low <= less.high || more.low < MUCH * less.low;
  }

  const ORDER = ["yes", "unsure", "unknown", "no"];

  /** The servers in order, in groups of those that are no different. */
  function rank(judged, needs, facts) {
    const groups = [];
    for (const verdict of ORDER) {
      const some = judged.filter((each) => each.verdict === verdict);
      const ranks = verdict === "yes" || verdict === "unsure";
      if (ranks) {
        some.sort((one, other) => spare(other) - spare(one));
      }
      let group = null;
      for (const each of some) {
        if (ranks && group && group.verdict === verdict
            && group.servers.every((other) => isAlike(other, each, needs, facts))) {
          group.servers.push(each);
        } else if (!ranks && group) {
          group.servers.push(each);
        } else {
          group = { verdict, servers: [each] };
          groups.push(group);
        }
      }
    }
    return groups;
  }

  const spare = (judged) => judged.scarcest ? judged.scarcest.spare.low : 0;

  function names(servers) {
    return servers.length < 2
      ? servers.join("")
      : `${servers.slice(0, -1).join(", ")} and ${servers[servers.length - 1]}`;
  }

  function times(judged) {
    const value = spare(judged);
    return value >= 100 ? "far more than needed"
      : value >= 1.05 ? `${form(value < 10 ? Number(value.toPrecision(2)) : value)} times what is needed` : "just enough";
  }

  function sentence(groups, judged) {
    const best = groups[0];
    const threaded = judged.find((each) => each.server === "threaded");
    const alike = best && best.servers.length > 1
      ? ` No difference on your machine: ${names(best.servers.map((each) => each.server))}.`
      : "";
    if (!best) {
      return "No server was measured.";
    }
    if (threaded && threaded.verdict === "yes") {
      const more = best.servers.includes(threaded)
        ? alike
        : ` ${names(best.servers.map((each) => each.server))} ${best.servers.length > 1 ? "have" : "has"} more to spare: ${times(best.servers[0])}.`;
      return `Plain threads are fine: they have ${times(threaded)}.${more}`;
    }
    const why = threaded
      ? ` Plain threads ${threaded.verdict === "no" ? "do not" : threaded.verdict === "unsure" ? "may not" : "are not measured for it"}: ${threaded.checks.find((found) => found.verdict === threaded.verdict).text}.`
      : "";
    if (best.verdict === "yes") {
      return best.servers.length > 1
        ? `${names(best.servers.map((each) => each.server))} are enough. No difference on your machine.${why}`
        : `${best.servers[0].server} is enough, with ${times(best.servers[0])}.${why}`;
    }
    if (best.verdict === "unsure") {
      return `Perhaps ${names(best.servers.map((each) => each.server))}: the intervals include what is needed.${why}`;
    }
    if (best.verdict === "unknown") {
      return `Not measured: no row is near what you need. ${best.servers[0].server}: ${best.servers[0].checks.find((found) => found.verdict === "unknown").text}.`;
    }
    return "None of these servers is enough on this machine.";
  }

  /**
   * What can serve a need.
   *
   * @param needs { connections, rate, waitNanos, workNanos, memoryBytes or null, goalNanos or null }
   * @param facts as Guide.java writes them
   * @return { sentence, groups: [{ verdict, servers: [{ server, verdict, checks, scarcest }] }] }
   */
  function decide(needs, facts) {
    const inFlight = needs.rate * (needs.waitNanos + needs.workNanos) / 1e9;
    if (inFlight > needs.connections) {
      const most = needs.connections * 1e9 / (needs.waitNanos + needs.workNanos);
      return {
        sentence: `No server can: ${count(needs.connections, "connection")}, each with one request at a time`
          + ` that takes ${time(needs.waitNanos + needs.workNanos)}, carry at most ${form(most)}/s.`,
        groups: [],
      };
    }
    const own = needs.rate * needs.workNanos / 1e9;
    if (own > facts.cores) {
      return {
        sentence: `No server can on this machine: the requests' own work takes ${form(own)} processors,`
          + ` and there are ${facts.cores}.`,
        groups: [],
      };
    }
    const judged = facts.servers.map((server) => judge(server, needs, facts));
    const groups = rank(judged, needs, facts);
    return { sentence: sentence(groups, judged), groups };
  }

  return { decide, time, bytes, form };
})();
