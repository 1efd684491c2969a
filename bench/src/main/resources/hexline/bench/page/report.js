/* Puts the page together from the JSON in it. All that comes from results is inserted as text. */
"use strict";

(() => {
  const { el, swatch, table, folded, saveButton, memory } = Hexline;
  const NEVER = "hexline-bets";

  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const page = json("page");
  const main = document.getElementById("main");
  if (page === null) {
    main.append(el("p", { class: "notice" }, "This is the template of a page: it has no results."));
    return;
  }

  document.title = page.title;
  const looks = Hexline.looks(page.servers);
  const hidden = new Set();
  const picks = new Map(); // of bets: id to option
  let betsAreOpen = page.bets.length > 0 && memory.get(NEVER) !== "never";
  let reference = null;
  const drawings = []; // { node, panel, caption, chart }

  const look = (server) => {
    if (!looks.has(server)) {
      Hexline.looks([...looks.keys(), server]).forEach((value, key) => looks.set(key, value));
    }
    return looks.get(server);
  };

  /* ---- drawings ---- */

  function redraw() {
    if (!Charts.isPossible()) {
      return;
    }
    const peers = drawings.filter(({ panel }) => panel.kind === "forest").map(({ panel }) => panel.data);
    for (const { node, panel } of drawings) {
      if (node.isConnected && node.clientWidth > 0) {
        Charts.draw(node, panel, looks, hidden, { reference, peers });
      }
    }
  }

  function drawing(panel, caption) {
    const node = el("div", { class: "drawing" });
    drawings.push({ node, panel, caption });
    return node;
  }

  function figure(panel) {
    const caption = el("figcaption", {}, panel.sentence);
    return el("figure", {}, el("h3", {}, panel.title), drawing(panel, caption), caption);
  }

  /* ---- sections ---- */

  const contents = [];

  function section(id, title, short, ...children) {
    contents.push([id, short]);
    return el("section", { id, class: "stack", "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title), ...children);
  }

  function notices() {
    return page.notices.length === 0
      ? null
      : el("ul", { class: "notices", "aria-label": "What to know first" },
          ...page.notices.map((text) => el("li", { class: "notice" }, text)));
  }

  function answers() {
    return page.headline.answers.length === 0
      ? null
      : el("dl", { class: "answers" }, ...page.headline.answers.map(({ question, text, chart }) =>
          el("div", {},
            el("dt", {}, question),
            el("dd", { "data-chart": chart },
              el("span", { class: "answer" }, text),
              " ",
              el("a", { href: `#${chart}` }, chart === "rows" ? "all rows" : "chart")))));
  }

  function lead() {
    const compared = page.comparison;
    return el("div", { class: "lead-in" },
      el("p", { class: "machine" }, page.machine),
      el("h1", {}, compared ? compared.summary : page.headline.title),
      !compared && page.headline.deck ? el("p", { class: "deck" }, page.headline.deck) : null,
      compared ? null : notices(),
      compared ? null : answers());
  }

  /* What changed since an earlier run. */

  function change(found) {
    const title = el("h3", {}, `${found.server}, ${found.what}`);
    const children = [title, el("p", {}, found.sentence)];
    if (found.before && found.after) {
      children.splice(1, 0, drawing({
        kind: "pair",
        title: `${found.server}, ${found.what}`,
        sentence: found.sentence,
        data: found,
      }));
    }
    return el("li", {}, ...children);
  }

  function comparison() {
    const compared = page.comparison;
    if (!compared) {
      return null;
    }
    return section("changes", `What changed from ${compared.before} to ${compared.after}`, "Changes",
      el("p", { class: "faint small" }, compared.caution),
      compared.changes.length === 0
        ? el("p", {}, "Nothing changed beyond noise.")
        : el("ol", { class: "changes" }, ...compared.changes.map(change)),
      compared.differences.rows.length > 0 ? table(compared.differences) : null,
      folded("Everything that was compared", compared.table),
      gaps(compared.gaps));
  }

  function later() {
    return page.comparison
      ? section("later", page.headline.title, "The later run", notices(), answers())
      : null;
  }

  /* Bets: until they are over, the charts that decide them and their answers above are covered. */

  const radio = (bet, option) =>
    el("label", {},
      el("input", { type: "radio", name: bet.id, value: option }),
      el("span", {}, swatch(look(option)), option));

  function bets() {
    if (!betsAreOpen) {
      return null;
    }
    const form = el("form", {
      onsubmit: (event) => {
        event.preventDefault();
        for (const bet of page.bets) {
          const picked = form.querySelector(`input[name="${bet.id}"]:checked`);
          if (picked) {
            picks.set(bet.id, picked.value);
          }
        }
        closeBets(picks.size > 0);
      },
    },
    ...page.bets.map((bet) =>
      el("fieldset", {},
        el("legend", {}, bet.question),
        el("div", { class: "options" }, ...bet.options.map((option) => radio(bet, option))))),
    el("div", { class: "buttons" },
      el("button", { type: "submit" }, "Show what was measured"),
      el("button", { type: "button", class: "quiet", id: "skip-bets", onclick: () => closeBets(false) },
        "Skip"),
      el("button", {
        type: "button",
        class: "quiet",
        id: "never-bet",
        onclick: () => {
          memory.set(NEVER, "never");
          closeBets(false);
        },
      }, "Never ask")));
    const made = section("bets", "Bet first?", "Bets",
      el("p", {}, "What do you expect? Three charts and their answers stay covered until you have"
        + " picked or skipped. No pick is sent or kept."),
      form);
    made.classList.add("bets");
    made.querySelector("p").firstChild.data = made.querySelector("p").firstChild.data.replace(
      "Three charts and their answers stay", page.bets.length === 1
        ? "One chart and its answer stay"
        : `${page.bets.length === 2 ? "Two" : "Three"} charts and their answers stay`);
    return made;
  }

  function closeBets(hasPicks) {
    betsAreOpen = false;
    const section = document.getElementById("bets");
    if (section) {
      section.remove();
    }
    const link = document.querySelector('nav a[href="#bets"]');
    if (link) {
      link.remove();
    }
    cover();
    redraw();
    showOutcomes();
    if (hasPicks) {
      const first = page.bets.find((bet) => picks.has(bet.id));
      const target = document.getElementById(first.chart);
      target.scrollIntoView();
      target.querySelector("h2").tabIndex = -1;
      target.querySelector("h2").focus({ preventScroll: true });
    }
  }

  /** Covers or opens what the bets ask about. */
  function cover() {
    for (const bet of page.bets) {
      const chart = document.getElementById(bet.chart);
      chart.querySelector(".open").hidden = betsAreOpen;
      chart.querySelector(".closed").hidden = !betsAreOpen;
      const outcome = chart.querySelector(".outcome");
      outcome.replaceChildren(...(picks.has(bet.id) ? outcomeOf(bet) : []));
      for (const answer of document.querySelectorAll(`dd[data-chart="${bet.chart}"]`)) {
        answer.querySelector(".answer").hidden = betsAreOpen;
        answer.querySelector("a").hidden = betsAreOpen;
        const covered = answer.querySelector(".covered");
        if (betsAreOpen && !covered) {
          answer.append(el("span", { class: "covered" }, "Covered by a bet. ",
            el("a", { href: "#bets" }, "Bet"), " or ",
            el("button", { type: "button", class: "link", onclick: () => closeBets(false) },
              "show all answers")));
        } else if (!betsAreOpen && covered) {
          covered.remove();
        }
      }
    }
  }

  function outcomeOf(bet) {
    const pick = picks.get(bet.id);
    const right = bet.right.includes(pick);
    const others = bet.right.filter((option) => option !== pick);
    const verdict = right
      ? others.length === 0
        ? "Right."
        : `Right, as would have been ${others.join(", ")}: they are not told apart.`
      : `Measured: ${bet.right.join(", ")}.`;
    return [el("strong", {}, `You bet on ${pick}. ${verdict}`)];
  }

  function outcomes() {
    return el("div", { id: "outcomes" });
  }

  function showOutcomes() {
    const place = document.getElementById("outcomes");
    if (page.bets.length === 0 || betsAreOpen) {
      return;
    }
    const wins = page.bets.filter((bet) => bet.right.includes(picks.get(bet.id))).length;
    const again = el("button", {
      type: "button",
      class: "quiet",
      onclick: () => {
        memory.set(NEVER, null);
        location.hash = "";
        location.reload();
      },
    }, picks.size > 0 ? "Bet again" : "Bet after all");
    place.replaceChildren(picks.size === 0
      ? el("section", { class: "stack" }, el("p", { class: "faint" }, "You did not bet."), again)
      : el("section", { class: "stack", "aria-labelledby": "outcomes-title" },
          el("h2", { id: "outcomes-title" }, `How your bets went: ${wins} of ${picks.size} right`),
          el("ul", { class: "outcomes" }, ...page.bets.filter((bet) => picks.has(bet.id)).map((bet) =>
            el("li", {}, el("p", { class: "faint small" }, bet.question),
              el("p", {}, ...outcomeOf(bet)), el("p", {}, bet.answer)))),
          again));
  }

  /* Charts. */

  function models() {
    return el("div", { class: "models", role: "group", "aria-label": "Servers in all charts" },
      ...page.servers.map((server) =>
        el("button", {
          type: "button",
          "aria-pressed": "true",
          title: `Hide or show ${server} in all charts`,
          onclick: (event) => {
            const button = event.currentTarget;
            if (!hidden.delete(server)) {
              hidden.add(server);
            }
            button.setAttribute("aria-pressed", String(!hidden.has(server)));
            redraw();
          },
        }, swatch(look(server)), server)));
  }

  function gaps(texts) {
    return texts.length === 0
      ? null
      : el("ul", { class: "gaps", "aria-label": "What is missing" },
          ...texts.map((text) => el("li", {}, text)));
  }

  /** The choice of the server of which the others are multiples. */
  function referenceChoice(chart) {
    const servers = page.servers.filter((server) =>
      chart.panels.some((panel) => panel.data.views.some((view) => view.reference === server)));
    if (servers.length < 2) {
      return null;
    }
    const select = el("select", {
      id: "reference",
      onchange: () => {
        reference = select.value || null;
        for (const { panel, caption } of drawings) {
          if (panel.kind === "forest") {
            const view = panel.data.views.find((each) => each.reference === reference)
              || panel.data.views[0];
            caption.textContent = view.sentence;
          }
        }
        redraw();
      },
    },
    el("option", { value: "" }, "the best of each point"),
    ...servers.map((server) => el("option", { value: server }, server)));
    return el("div", { class: "reference" },
      el("label", { for: "reference", class: "small" }, "As a multiple of"), select);
  }

  function chart(chart) {
    const bet = page.bets.find((each) => each.chart === chart.id);
    const open = el("div", { class: "open chart" },
      bet ? el("p", { class: "outcome" }) : null,
      el("p", { class: "faint small" }, chart.lead),
      chart.id === "ratios" ? referenceChoice(chart) : null,
      chart.panels.length > 0
        ? el("div", { class: chart.panels.length < 3 ? "panels wide" : "panels" },
            ...chart.panels.map(figure))
        : el("p", {}, "There is nothing to draw."),
      chart.table.rows.length > 0 ? folded("The data as a table", chart.table) : null,
      gaps(chart.gaps));
    return section(chart.id, chart.title, null, open,
      bet
        ? el("div", { class: "closed" }, el("p", {}, "Covered by a bet. ",
            el("a", { href: "#bets" }, "Bet"), " or ",
            el("button", { type: "button", class: "link", onclick: () => closeBets(false) },
              "show all charts"), "."))
        : null);
  }

  /* The guide. */

  const STEPS = (from, to) => {
    const steps = [];
    for (let power = from; power <= to; power++) {
      for (const step of [1, 2, 5]) {
        steps.push(step * 10 ** power);
      }
    }
    return steps;
  };
  const SLIDERS = [
    { id: "connections", label: "Connections", start: 200,
      values: STEPS(0, 4), text: (value) => HexlineGuide.form(value) },
    { id: "rate", label: "Requests per second, all together", start: 2000,
      values: STEPS(0, 5).concat(1e6), text: (value) => `${HexlineGuide.form(value)}/s` },
    { id: "waitNanos", label: "A request waits for others", start: 0,
      values: [0, ...STEPS(5, 8), 1e9].filter((value) => value === 0 || value >= 5e5),
      text: (value) => value === 0 ? "not at all" : HexlineGuide.time(value) },
    { id: "workNanos", label: "A request computes", start: 0,
      values: [0, ...STEPS(4, 7), 1e8],
      text: (value) => value === 0 ? "only the conversion" : HexlineGuide.time(value) },
    { id: "memoryBytes", label: "Memory for connections", start: null,
      values: [...STEPS(0, 3).map((value) => value * 1048576), null],
      text: (value) => value === null ? "any" : HexlineGuide.bytes(value) },
    { id: "goalNanos", label: "99 of 100 answered within", start: null,
      values: [...STEPS(5, 8), 1e9, null],
      text: (value) => value === null ? "any time" : HexlineGuide.time(value) },
  ];
  const MARKS = { yes: "✓", no: "✗", unsure: "~", unknown: "?" };
  const WORDS = {
    yes: "is enough",
    unsure: "may be enough",
    unknown: "not measured",
    no: "is not enough",
  };

  function guide() {
    const needs = {};
    const verdict = el("p", { class: "verdict", role: "status" });
    const ranking = el("ol", { class: "ranking" });

    function decide() {
      const found = HexlineGuide.decide(needs, page.guide);
      verdict.textContent = found.sentence;
      ranking.replaceChildren(...found.groups.flatMap((group) => group.servers.map((judged, place) =>
        el("li", { "data-server": judged.server, "data-verdict": judged.verdict },
          el("h3", {}, el("div", {}, swatch(look(judged.server)), judged.server),
            el("span", {}, WORDS[judged.verdict]
              + (place > 0 && (judged.verdict === "yes" || judged.verdict === "unsure")
                ? `; no difference from ${group.servers[0].server} on your machine` : ""))),
          el("ul", {}, ...judged.checks
            .filter((check) => judged.verdict !== "no" || check.verdict === "no")
            .map((check, place, shown) => {
              const row = place > 0 && shown[place - 1].row === check.row ? null : check.row;
              return el("li", {},
                el("b", { title: WORDS[check.verdict] }, MARKS[check.verdict]),
                `${check.text}${row ? " " : ""}`,
                row ? el("span", { class: "faint" }, `(${row})`) : null);
            }))))));
    }

    const sliders = SLIDERS.map(({ id, label, start, values, text }) => {
      needs[id] = start;
      const output = el("output", { for: `need-${id}` }, text(start));
      const input = el("input", {
        type: "range",
        id: `need-${id}`,
        min: 0,
        max: values.length - 1,
        step: 1,
        value: values.indexOf(start),
        "aria-valuetext": text(start),
        oninput: () => {
          needs[id] = values[Number(input.value)];
          output.textContent = text(needs[id]);
          input.setAttribute("aria-valuetext", text(needs[id]));
          decide();
        },
      });
      return el("div", { class: "slider" }, el("label", { for: `need-${id}` }, label), output, input);
    });
    decide();
    return section("guide", "Which one is enough for you?", "Guide",
      el("p", { class: "faint small" }, "Say what your service needs. The answer rests on the rows of this"
        + " run and names them; it says where nothing was measured."),
      el("div", { class: "guide-grid" },
        el("form", { "aria-label": "What the service needs", onsubmit: (event) => event.preventDefault() },
          ...sliders),
        el("div", {}, verdict, ranking)),
      el("details", {}, el("summary", {}, "The rules"),
        el("ul", { class: "rules" },
          ...[
            "Clients: a server that serves N clients at a time by design cannot serve more.",
            "Rate: the row of KeepAlive with the nearest number of connections, at most a factor of 4 away. Its 95 % interval must be at or above the rate.",
            "A server that was measured with waiting requests only, as one with workers, has at least that rate.",
            "Waits: rate x wait is how many requests wait at the same time; the row of BlockingWork says how many of them overlap.",
            "Processor: measured time per request plus the request's own, times the rate; below 70 % of the processors it fits, beyond all of them it does not.",
            "Crowd: from 100 µs of computation on, whether CpuWork left clients without an answer.",
            "Memory: connections times the measured memory of an idle one.",
            "Latency: the p99 of OpenLoop at a rate at least as high, plus the request's own wait and work.",
            "Servers that are enough are ranked by what they have to spare where it is scarcest. They are no different where the rows that decide do not tell them apart, or where they differ by less than a tenth.",
          ].map((text) => el("li", {}, text)))));
  }

  /* Where the figures come from. */

  function about() {
    const { environment, audits, failed, rows, ceilings, servers, repeat, report } = page.about;
    const compared = page.comparison;
    const files = compared
      ? [saveButton("results", compared.after), saveButton("earlier", compared.before)]
      : [saveButton("results", page.title.replace(/^.*: /, ""))];
    const made = section("about", "Where the figures come from", "Sources",
      environment.length > 0
        ? el("dl", { class: "facts" }, ...environment.flatMap(({ name, value }) =>
            [el("dt", {}, name), el("dd", {}, value)]))
        : null,
      repeat ? el("h3", {}, "The command that repeats the run") : null,
      repeat ? el("pre", { id: "repeat", tabindex: "0" }, repeat) : null,
      audits.length > 0 ? el("h3", {}, "Audits") : null,
      audits.length > 0
        ? el("ul", { class: "audits" }, ...audits.map((text) => el("li", {}, text)))
        : null,
      failed.rows.length > 0 ? el("h3", { id: "failed" }, "Failed rows") : null,
      failed.rows.length > 0 ? table(failed) : null,
      rows.rows.length > 0 ? el("h3", { id: "rows" }, "All rows, and what limited them") : null,
      rows.rows.length > 0 ? folded("The rows as a table", rows) : null,
      ceilings.rows.length > 0 ? folded("What the load engine reaches", ceilings) : null,
      servers.rows.length > 0 ? folded("The commands of the servers", servers) : null,
      report.length > 0
        ? el("details", {}, el("summary", {}, "The verdict, as printed"),
            ...report.map(({ title, sentences }) => el("div", {},
              el("h3", {}, title),
              el("ul", { class: "audits" }, ...sentences.map((text) => el("li", {}, text))))))
        : null,
      el("h3", {}, "The figures as JSON"),
      el("p", { class: "small" }, "All figures are in this page: in the element with the id “results”,"
        + " of the type application/json, for programs."),
      el("div", { class: "buttons" }, ...files));
    made.classList.add("about");
    return made;
  }

  /* ---- the page ---- */

  page.servers.forEach(look);
  const parts = [
    lead(),
    comparison(),
    later(),
    bets(),
    page.charts.some((each) => each.panels.length > 0) ? models() : null,
    ...page.charts.map(chart),
    page.charts.length > 0 ? guide() : null,
    outcomes(),
    about(),
  ];
  main.append(...parts.filter(Boolean));
  const SHORT = [["ratios", "Charts"]];
  document.getElementById("contents").append(...contents
    .map(([id, short]) => [id, short || (SHORT.find(([known]) => known === id) || [])[1]])
    .filter(([, short]) => short)
    .map(([id, short]) => el("a", { href: `#${id}` }, short)));
  cover();
  showOutcomes();
  if (!Charts.isPossible()) {
    main.prepend(el("p", { class: "notice" }, "The charts cannot be drawn here; the tables have all figures."));
  }
  redraw();
  let width = main.clientWidth;
  new ResizeObserver(() => {
    if (main.clientWidth !== width) {
      width = main.clientWidth;
      redraw();
    }
  }).observe(main);
  Hexline.onTheme(redraw);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
