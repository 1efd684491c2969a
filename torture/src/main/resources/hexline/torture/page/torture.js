/* Draws the matrix of results: a cell opens what was sent, what was due and what came. All that comes
   from a server is inserted as text. */
"use strict";

(() => {
  const { el } = Hexline;
  const run = JSON.parse(document.getElementById("results").textContent);
  const main = document.getElementById("main");
  const dialog = document.getElementById("case");
  const MARKS = { PASS: "\u2713", FAIL: "\u2717", TRAIT: "T", SKIP: "\u2013", ERROR: "!" };
  const MEANINGS = {
    PASS: "keeps the promise of the case",
    FAIL: "does not keep it",
    TRAIT: "does not keep it, and a declared trait of its model is the reason",
    SKIP: "was not run: the cell says what is missing",
    ERROR: "the kit itself could not run it, which says nothing about the server",
  };
  const GROUPS = {
    F: "Framing",
    G: "Grammar",
    C: "Connections",
    L: "Load and limits",
    D: "Drain",
    S: "Slow and greedy clients",
    E: "Exhausted resources",
    T: "Time",
    N: "A network that loses packets",
    P: "Faults of a proxy",
    Z: "Fuzz",
  };
  const MANY = 7; // servers, from which on there is no room for words in cells
  const MOST = 16; // servers beside a title in a wide window

  const rules = new Map(run.rules.map((rule) => [rule.id, rule]));
  const looks = Hexline.looks(run.servers.map((server) => server.label));
  const counting = run.servers.filter((server) => server.kind !== "other");

  function many(number, one, more) {
    return `${number} ${number === 1 ? one : more}`;
  }

  function count(servers, verdict) {
    return servers.reduce((sum, server) => sum + server.verdicts[verdict], 0);
  }

  /** Whether a mutant makes the run fail. */
  function isBad(mutant) {
    return ["survived", "broken"].includes(mutant.outcome);
  }

  function section(id, title, ...content) {
    const heading = title ? [el("h2", {}, title)] : [];
    if (title) {
      document.getElementById("contents").append(el("a", { href: `#${id}` }, title));
    }
    main.append(el("section", { id, class: "stack" }, ...heading, ...content));
  }

  /* ---- the top ---- */

  const failed = count(counting, "FAIL");
  const errors = count(counting, "ERROR");
  const skipped = count(counting, "SKIP");
  const fallen = counting.filter((server) => server.soak && server.soak.problems.length > 0).length;
  const survivors = run.mutants.filter(isBad).length;
  const title = `${many(counting.length, "server", "servers")}, ${many(run.cases.length, "case", "cases")}: `
    + (failed === 0 ? "none failed" : `${failed} failed`)
    + (errors === 0 ? "" : `, ${many(errors, "error", "errors")} of the kit`)
    + (skipped === 0 ? "" : `, ${skipped} skipped`)
    + (fallen === 0 ? "" : `, and ${fallen} did not stand the soak`)
    + (survivors === 0 ? "" : `, and ${many(survivors, "mutant", "mutants")} not caught`);
  document.title = `hexline torture: ${title}`;
  main.append(el("section", { class: "lead-in" },
    el("p", { class: "machine" }, [
      run.machine.cpu,
      many(run.machine.processors, "processor", "processors"),
      run.machine.jdk,
      run.date.replace("T", " ").replace("Z", " UTC"),
    ].join(" \u00b7 ")),
    el("h1", {}, title),
    el("p", { class: "deck" },
      "A row for each case of the kit, a column for each server, each a process of its own. "
      + "Choose a cell for its rule and its promise; where the promise was broken, also for what was sent, what was due and what came."
      + (counting.length === run.servers.length ? ""
        : ` ${many(run.servers.length - counting.length, "other is", "others are")} beside them to compare with, and counted nowhere.`))));

  /* ---- a cell and what it opens ---- */

  function badge(verdict, name, properties) {
    return el(name, { class: `cell ${verdict}`, ...properties },
      el("span", { class: "mark", "aria-hidden": "true" }, MARKS[verdict]),
      el("span", { class: "word" }, verdict));
  }

  function fact(term, ...content) {
    return [el("dt", {}, term), el("dd", {}, ...content)];
  }

  function quoted(text) {
    return el("pre", {}, text);
  }

  /** A text of which no word is broken at a hyphen: an option stays whole. */
  function words(text) {
    return text.split(/( +)/).map((part) => part.includes("-") ? el("span", { class: "whole" }, part) : part);
  }

  function show(server, row) {
    const test = run.cases[row];
    const cell = server.results[row];
    const broken = cell.seen !== "";
    const facts = [
      ...test.rules.flatMap((id) => {
        const rule = rules.get(id);
        return fact(`${id} ${rule ? rule.title : ""}`, ...words(rule ? rule.statement : ""));
      }),
      ...fact("Promise", ...words(test.promise)),
      ...(test.process ? fact("Server", ...words(test.process)) : []),
      ...(cell.stimulus ? fact("Stimulus", quoted(cell.stimulus)) : []),
      ...(cell.expected ? fact("Expected", quoted(cell.expected)) : []),
      ...(broken ? fact("Seen", quoted(cell.seen)) : []),
      ...(cell.reason && (!broken || cell.verdict === "TRAIT") ? fact("Reason", quoted(cell.reason)) : []),
      ...fact("Repeat", el("pre", {}, ...words(cell.repeat))),
    ];
    const same = run.servers.length < 2 ? null : el("div", { class: "same", role: "group", "aria-label": "The same case on" },
      ...run.servers.map((other) => el("button", {
        type: "button",
        class: "quiet",
        "aria-pressed": other === server ? "true" : "false",
        onclick: () => show(other, row),
      }, `${other.label} ${other.results[row].verdict}`)));
    dialog.replaceChildren(
      el("div", { class: "case-head" },
        el("h2", { id: "case-title" }, `${test.id} ${test.title}`),
        el("button", { type: "button", class: "quiet", id: "close", onclick: () => dialog.close() }, "Close")),
      el("p", { class: "case-verdict" },
        badge(cell.verdict, "span", {}), `${server.label}, ${cell.millis} ms, tier ${test.tier}`),
      el("dl", { class: "facts" }, ...facts),
      ...(same ? [same] : []));
    if (!dialog.open) {
      dialog.showModal();
    }
    dialog.scrollTop = 0;
    remember(`#${encodeURIComponent(server.label)}/${test.id}`);
  }

  /** The address of the page says which cell is open, so that it can be passed on. */
  function remember(hash) {
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch (e) {
      return; // a browser may forbid it for a file
    }
  }

  dialog.addEventListener("close", () => remember(""));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) { // the backdrop
      dialog.close();
    }
  });

  /* ---- what failed: first if there is something to mend, else what only others fail, last ---- */

  function failures(server) {
    const rows = run.cases.map((_, index) => index)
      .filter((index) => ["FAIL", "ERROR"].includes(server.results[index].verdict));
    const about = server.about ? ` (${server.about})` : "";
    const broken = run.rules.filter((rule) =>
      rows.some((index) => run.cases[index].rules.includes(rule.id)));
    return rows.length === 0 ? null : el("details", { open: server.kind !== "other" },
      el("summary", {}, `${server.label}${about}: ${many(rows.length, "case", "cases")}`),
      el("p", { class: "small" }, "These cases are about "
        + broken.map((rule) => `${rule.id} ${rule.title}`).join(", ") + "."),
      el("ul", { class: "failed" }, ...rows.map((index) => {
        const test = run.cases[index];
        const cell = server.results[index];
        return el("li", {},
          el("button", { type: "button", class: "link", onclick: () => show(server, index) },
            `${test.id} ${test.title}`),
          el("p", {}, test.promise),
          el("p", { class: "faint" }, cell.reason));
      })));
  }

  function whatFailed() {
    const lists = run.servers.map(failures).filter(Boolean);
    if (lists.length > 0) {
      section("failures", "What failed", el("div", { class: "failures" }, ...lists));
    }
  }

  if (failed + errors > 0) {
    whatFailed();
  }

  /* ---- the matrix ---- */

  const cells = []; // by row and column

  function cellButton(server, row, column) {
    const test = run.cases[row];
    const { verdict } = server.results[row];
    const button = badge(verdict, "button", {
      type: "button",
      tabindex: row === 0 && column === 0 ? "0" : "-1",
      "aria-label": `${server.label}, ${test.id} ${test.title}: ${verdict}`,
      "data-server": server.label,
      "data-case": test.id,
      onclick: () => show(server, row),
      onfocus: () => {
        cells.flat().forEach((each) => each.setAttribute("tabindex", "-1"));
        button.setAttribute("tabindex", "0");
      },
    });
    return button;
  }

  function row(index) {
    const test = run.cases[index];
    const buttons = run.servers.map((server, column) => cellButton(server, index, column));
    cells.push(buttons);
    const isPlain = run.servers.every((server) => server.results[index].verdict === "PASS");
    return el("tr", { role: "row", "data-plain": isPlain },
      el("th", { role: "rowheader", scope: "row" }, el("b", {}, test.id), el("span", {}, test.title)),
      ...buttons.map((button) => el("td", { role: "gridcell" }, button)));
  }

  const bodies = [];
  for (let index = 0; index < run.cases.length; index++) {
    const letter = run.cases[index].id[0];
    if (index === 0 || run.cases[index - 1].id[0] !== letter) {
      bodies.push(el("tbody", {}, el("tr", { class: "group" },
        el("th", { scope: "rowgroup", colspan: run.servers.length + 1 }, GROUPS[letter] || letter))));
    }
    bodies[bodies.length - 1].append(row(index));
  }
  const table = el("table", {
    class: run.servers.length < MANY ? "matrix" : "matrix many",
    style: `--columns: ${run.servers.length}`,
    role: "grid",
    "aria-label": "Verdicts",
  },
    el("thead", {}, el("tr", {},
      el("th", { scope: "col" }, "case"),
      ...run.servers.map((server) => el("th", { scope: "col" },
        el("span", { class: "name" }, server.label))))),
    ...bodies);

  /** Arrow keys go from cell to cell, Home and End to the ends of a row. */
  table.addEventListener("keydown", (event) => {
    const shown = cells.filter((buttons) => buttons[0].checkVisibility());
    const at = shown.findIndex((buttons) => buttons.includes(document.activeElement));
    if (at < 0) {
      return;
    }
    const column = shown[at].indexOf(document.activeElement);
    const last = run.servers.length - 1;
    const target = {
      ArrowUp: [at - 1, column],
      ArrowDown: [at + 1, column],
      ArrowLeft: [at, column - 1],
      ArrowRight: [at, column + 1],
      Home: [at, 0],
      End: [at, last],
    }[event.key];
    if (target && shown[target[0]] && shown[target[0]][target[1]]) {
      event.preventDefault();
      shown[target[0]][target[1]].focus();
    }
  });

  const filter = el("button", {
    type: "button",
    class: "quiet",
    id: "filter",
    "aria-pressed": "false",
    onclick: () => {
      const only = filter.getAttribute("aria-pressed") === "false";
      filter.setAttribute("aria-pressed", String(only));
      for (const body of bodies) {
        const rows = [...body.querySelectorAll("tr:not(.group)")];
        rows.forEach((each) => each.classList.toggle("hidden", only && each.hasAttribute("data-plain")));
        body.classList.toggle("hidden", rows.every((each) => each.classList.contains("hidden")));
      }
      const first = cells.flat().find((each) => each.checkVisibility());
      if (first) {
        cells.flat().forEach((each) => each.setAttribute("tabindex", each === first ? "0" : "-1"));
      }
    },
  }, "Only what is not PASS everywhere");

  const found = Object.keys(MARKS).filter((verdict) => count(run.servers, verdict) > 0);
  section("matrix", "Matrix",
    el("ul", { class: "legend" }, ...found.map((verdict) =>
      el("li", {}, badge(verdict, "span", {}), MEANINGS[verdict]))),
    el("div", { class: "buttons" }, filter, Hexline.saveButton("results", "results.json")),
    run.servers.length > MOST ? el("div", { class: "scroll" }, table) : table);

  /* ---- the figures ---- */

  const measured = run.servers.filter((server) => server.figures.length > 0);
  if (measured.length > 0) {
    const notes = measured.flatMap((server) => server.figures
      .filter((figure) => figure.note !== "")
      .map((figure) => ({ server, figure, of: run.figures.find((each) => each.id === figure.id) })));
    const sheet = Hexline.table({
      caption: "Of one run each, on a machine that also runs the clients",
      heads: 1,
      columns: ["figure", ...measured.map((server) => server.label), "what it is"],
      rows: run.figures.map((figure, index) => [
        { text: figure.title, value: null },
        ...measured.map((server) => server.figures[index]),
        { text: figure.meaning, value: null },
      ]),
    });
    if (measured.length < MANY) {
      sheet.classList.add("stacked");
      sheet.style.setProperty("--columns", measured.length);
    }
    section("figures", "Figures",
      sheet,
      ...(notes.length === 0 ? [] : [el("details", { id: "notes" },
        el("summary", {}, many(notes.length, "note", "notes")),
        el("ul", { class: "failed" }, ...notes.map((note) =>
          el("li", {}, `${note.server.label}, ${note.of.title}: ${note.figure.note}`))))]));
  }

  /* ---- the soaks ---- */

  const soaked = run.servers.filter((server) => server.soak !== null);
  if (soaked.length > 0) {
    const grouped = new Intl.NumberFormat("en");
    const whole = (value) => ({ text: value === null ? "-" : grouped.format(value), value });
    const kinds = Object.keys(soaked[0].soak.faults);
    section("soak", "Soak",
      el("p", {}, "Clients with all habits talk to a server at the same time: polite ones, and some that send lines in pieces, reset, leave without reading, send a byte now and then, or never read. Every fourth goes through a proxy that delays, slices, cuts or resets what it passes on, as it is drawn. Every answer is checked."),
      el("ul", { class: "keys" }, ...soaked.map((server) =>
        el("li", {}, Hexline.swatch(looks.get(server.label)), server.label))),
      SoakCharts.panels(soaked, looks),
      Hexline.table({
        caption: "What was checked, and what was left at the end",
        heads: 1,
        columns: ["server", "seconds", "conversations", "answers checked", "wrong", "memory growth, kB", "descriptors left", "threads left", "live objects left, kB", "problems"],
        rows: soaked.map(({ label, soak }) => [
          { text: label, value: null },
          whole(Math.round(soak.seconds)),
          whole(Object.values(soak.conversations).reduce((sum, count) => sum + count, 0)),
          whole(soak.answers),
          whole(soak.wrong),
          whole(Math.round(soak.growthBytes / 1024)),
          whole(soak.left.descriptors),
          whole(soak.left.threads),
          whole(soak.left.heapBytes === null ? null : Math.round(soak.left.heapBytes / 1024)),
          { text: soak.problems.join("; ") || "none", value: null },
        ]),
      }),
      Hexline.table({
        caption: "Faults that the proxy has injected, and that did not lead to a wrong answer",
        heads: 1,
        columns: ["server", "conversations through the proxy", ...kinds.map((kind) => kind.toLowerCase())],
        rows: soaked.map(({ label, soak }) => [
          { text: label, value: null },
          whole(soak.conversations.PROXY),
          ...kinds.map((kind) => whole(soak.faults[kind])),
        ]),
      }),
      ...soaked.filter((server) => server.soak.findings.length > 0).map((server) =>
        el("details", {},
          el("summary", {}, `${server.label}: what was wrong`),
          el("ul", { class: "failed" }, ...server.soak.findings.map((finding) => el("li", {}, finding))))));
  }

  /* ---- the mutants ---- */

  if (run.mutants.length > 0) {
    const text = (value) => ({ text: value, value: null });
    const mutants = [...run.mutants].sort((one, other) => isBad(other) - isBad(one));
    const list = Hexline.table({
      caption: `${mutants.filter((mutant) => mutant.outcome === "caught").length} of ${many(mutants.length, "mutant", "mutants")} caught`,
      heads: 1,
      columns: ["lacks that", "server", "cases", "outcome", "what was seen", "mutant"],
      rows: mutants.map((mutant) => [
        mutant.defence, mutant.server, mutant.cases.join(" "), mutant.outcome, mutant.seen, mutant.id,
      ].map(text)),
    });
    list.classList.add("stacked");
    list.querySelectorAll("tbody tr").forEach((each, index) => each.classList.toggle("bad", isBad(mutants[index])));
    section("mutants", "Mutants",
      el("p", {}, "From each of these servers one defence was taken away, and each of the cases must fail on it then. A mutant that survives shows a case that checks too little, or a defence that is not needed."),
      list);
  }

  if (failed + errors === 0) {
    whatFailed();
  }

  /* ---- the servers ---- */

  const number = (value) => ({ text: String(value), value });
  section("servers", "Servers",
    Hexline.table({
      caption: "How many cases have each verdict",
      heads: 1,
      columns: ["server", "passed", "failed", "traits", "skipped", "errors of the kit", "seconds", "what it is", "command"],
      rows: run.servers.map((server) => [
        { text: server.label, value: null },
        ...Object.keys(MARKS).map((verdict) => number(server.verdicts[verdict])),
        { text: server.seconds.toFixed(1), value: server.seconds },
        { text: server.about, value: null },
        { text: server.command, value: null },
      ]),
    }),
    ...run.servers.flatMap((server) => server.traits.map((trait) =>
      el("p", { class: "small" }, `${server.label} has the trait ${trait.label}: ${trait.reason}.`))),
    ...(run.mutants.length > 0 ? [] : [el("p", { class: "small" },
      "Whether the cases can fail was not tried in this run. ./run torture --mutants tries it, on servers without one of their defences each.")]),
    el("p", { class: "small faint" },
      `${run.command}${run.commit ? `, commit ${run.commit}` : ""}, ${run.machine.system}.`));

  /* ---- a cell that the address names ---- */

  function open() {
    const [label, id] = location.hash.slice(1).split("/");
    const index = run.cases.findIndex((test) => test.id === id);
    let name = label;
    try {
      name = decodeURIComponent(label);
    } catch (e) {
      return; // no address of this page
    }
    const server = run.servers.find((each) => each.label === name);
    if (server && index >= 0) {
      const button = cells[index][run.servers.indexOf(server)];
      button.scrollIntoView({ block: "center", behavior: "instant" });
      button.focus({ preventScroll: true }); // and again when the dialog is closed
      show(server, index);
    }
  }

  addEventListener("hashchange", open);
  open();
})();
