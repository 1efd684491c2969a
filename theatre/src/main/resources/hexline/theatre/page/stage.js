/* Draws a recording: who works, with a line for each thread, and who waits, with a line for each
   client. The look of each state is in LEGEND; no look stands for a state of a thread and for one of
   a client. The player and the stills are drawn by this code. Colours in a drawing are literal, so
   that it can be a file of its own; what comes from a recording is inserted as text. */
"use strict";

const Stage = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";
  const LETTER = 0.56; // the width of a letter, on average, in sizes of its font

  const TEXT = 13; // sizes of fonts, in pixels
  const SMALL = 11.5;
  const BAR = 15; // the height of a block
  const LEAST = 2.5; // the width of a step, however short it is
  const FINEST = 1.5; // a state that is narrower is not drawn: see runs()
  const TICK = 76; // the width of a label of the time axis
  const HEADINGS = { threads: "Who works, by thread", connections: "Who waits, by client" };

  /* What a thread does, in words: by itself, and for a client. */
  const STEPS = {
    accept: ["accepts", "accepts"],
    read: ["reads", "reads from"],
    convert: ["converts", "converts for"],
    write: ["writes", "writes to"],
    handOver: ["hands over", "hands over"],
    complete: ["runs a stage", "runs a stage of"],
    burn: ["computes", "computes for"],
    wait: ["waits for any client", "is blocked for"],
    park: ["is parked", "parks"],
    sleep: ["is blocked in sleep", "is blocked in sleep for"],
    select: ["waits for any client", "waits for"],
  };
  const THIN = new Set(["any", "idle", "parked"]);
  const WORK = new Set(["accept", "read", "convert", "write", "handOver", "complete", "burn"]);

  /* What a client waits for: in words, as a look, and within a block. */
  const CAUSES = {
    client: ["is idle", "idle", null],
    thread: ["waits for a thread", "thread", "waits for a thread"],
    turn: ["waits for its turn", "turn", "waits for its turn"],
    work: ["is served", "served", "is served"],
    room: ["does not read", "room", "does not read"],
  };

  /* The states, by view, in the words that drawings and sentences use: each is a look, its name, and
     what it means. */
  const LEGEND = {
    threads: [
      ["works", "works", "the label says for which client"],
      ["blocked", "is blocked", "in read, write or sleep for one client, and can serve no other"],
      ["any", "waits for any client", "in accept or epoll_wait, and serves whoever comes"],
      ["parked", "is parked", "a virtual thread that waits, and keeps no carrier"],
    ],
    connections: [
      ["thread", "waits for a thread", "its bytes are there, and the thread that takes them is busy with another client"],
      ["turn", "waits for its turn", "its line is read, and others come first"],
      ["room", "does not read", "its answers fill the buffers"],
      ["served", "is served", "its own request computes or sleeps"],
      ["idle", "is idle", "it has sent nothing"],
      ["request", "request", "from sending a line to its answer"],
    ],
  };

  /* ---- numbers ---- */

  const FORMS = [0, 1, 2, 3, 4, 5, 6].map((digits) =>
    new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));

  /** A length of time, three digits of it, or four. */
  function time(nanos) {
    if (nanos < 1e3) {
      return `${Math.round(nanos)} ns`;
    }
    const [unit, name] = nanos < 999.5e3 ? [1e3, "µs"] : nanos < 1e10 ? [1e6, "ms"] : [1e9, "s"];
    const value = nanos / unit;
    return `${FORMS[value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2].format(value)} ${name}`;
  }

  /** A moment, with as many digits as any other. */
  function moment(nanos) {
    return `${FORMS[3].format(nanos / 1e6)} ms`;
  }

  /** Round moments in a window, as many as there is room for, with their labels. */
  function ticks(from, to, most) {
    const least = Math.max(1, (to - from) / Math.max(1, most));
    const power = 10 ** Math.floor(Math.log10(least));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least * 0.9999);
    const [unit, name] = to <= 2e6 ? [1e3, "µs"] : step >= 1e9 ? [1e9, "s"] : [1e6, "ms"];
    const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9)));
    const found = [];
    for (let place = Math.ceil(from / step - 1e-9); place * step <= to * (1 + 1e-12); place++) {
      const at = place * step;
      found.push({ at, text: at === 0 ? "0" : `${FORMS[digits].format(at / unit)} ${name}` });
    }
    return found;
  }

  /* ---- elements ---- */

  function node(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) {
        made.setAttribute(key, typeof value === "number" ? Number(value.toFixed(2)) : value);
      }
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  const rect = (x, y, width, height, more) => node("rect", { x, y, width, height, ...more });
  const widthOf = (text, size) => text.length * size * LETTER;

  /** A text that is not wider than there is room; its middle or its end is left out. */
  function cut(text, room, size, middle) {
    const most = Math.max(2, Math.floor(room / (size * LETTER)));
    if (text.length <= most) {
      return text;
    }
    const tail = middle ? Math.min(8, Math.floor((most - 1) / 2)) : 0;
    return `${text.slice(0, most - 1 - tail)}…${tail > 0 ? text.slice(-tail) : ""}`;
  }

  /** Lines of so many letters. */
  function wrap(text, letters) {
    const lines = [];
    let line = "";
    for (const word of text.split(/\s+/)) {
      if (line !== "" && line.length + 1 + word.length > letters) {
        lines.push(line);
        line = word;
      } else {
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    return line === "" ? lines : [...lines, line];
  }

  /* ---- a recording, prepared ---- */

  /**
   * Parts of the steps of one thread in which no step within them runs: what is seen of nested boxes
   * from above. The parts are disjoint and in order.
   */
  function seen(steps) {
    const sorted = [...steps].sort((a, b) => a.from - b.from || b.to - a.to || a.index - b.index);
    const found = [];
    const open = [];
    const add = (entry, to) => {
      if (to > entry.at || (entry.step.from === entry.step.to && to === entry.at)) {
        found.push({ step: entry.step, from: entry.at, to });
      }
    };
    const close = (until) => {
      while (open.length > 0 && open[open.length - 1].step.to <= until) {
        const last = open.pop();
        add(last, last.step.to);
        if (open.length > 0) {
          const outer = open[open.length - 1];
          outer.at = Math.max(outer.at, last.step.to);
        }
      }
    };
    for (const step of sorted) {
      close(step.from);
      if (open.length > 0) {
        const outer = open[open.length - 1];
        add(outer, Math.min(step.from, outer.step.to));
        outer.at = step.from;
      }
      open.push({ step, at: step.from });
    }
    close(Infinity);
    return found.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  /** Gives blocks that overlap lines of their own, so that none covers another one. */
  function spread(blocks) {
    const ends = [];
    for (const block of blocks) {
      let level = ends.findIndex((end) => end <= block.from);
      if (level < 0) {
        level = ends.length;
      }
      ends[level] = block.to;
      block.level = level;
    }
    return Math.max(1, ends.length);
  }

  /** The name of a client where there is little room: 2 for client 2, b2 for busy 2. */
  function brief(name) {
    const number = /\d+$/.exec(name);
    return number === null ? name.slice(0, 2) : (name.startsWith("client") ? "" : name[0]) + number[0];
  }

  /** A step, or a part of it, as a block of the row of its thread. */
  function stepBlock({ step, from, to }, who, nameOf) {
    const [alone, forClient] = Object.hasOwn(STEPS, step.step)
      ? STEPS[step.step]
      : [step.step, `${step.step}, for`];
    const name = nameOf(step.connection);
    const does = name === null ? alone : `${forClient} ${name}`;
    const isForAny = name === null && step.step !== "sleep";
    const parks = step.step === "park" && !isForAny; // a virtual thread, of which the carrier is rid now
    return {
      look: WORK.has(step.step) || parks ? "works" : isForAny ? "any" : "blocked",
      kind: step.step,
      source: step.index,
      from,
      to,
      level: 0,
      connection: step.connection,
      labels: name === null ? [alone] : [does, name, brief(name)],
      brief: name === null ? null : brief(name),
      title: `${who} ${step.text || does}`,
      text: "",
      bytes: step.bytes,
    };
  }

  /** For whom a thread works: a client may have the name of another client's thread. */
  function duty(kind, steps, nameOf) {
    if (kind === "carrier") {
      return "runs virtual threads";
    }
    if (kind === "poller") {
      return "waits for parked virtual threads";
    }
    const served = new Set(steps
      .filter((each) => each.step !== "accept" && each.step !== "handOver" && nameOf(each.connection) !== null)
      .map((each) => each.connection));
    if (served.size === 0) {
      return steps.some((each) => each.step === "accept") ? "accepts clients" : null;
    }
    return served.size === 1 ? `serves ${nameOf([...served][0])}` : `serves ${served.size} clients`;
  }

  const isCommon = (kind) => kind !== "carrier" && kind !== "poller";

  function threadRow(thread, steps, nameOf) {
    const name = `${isCommon(thread.kind) ? "thread" : thread.kind} ${thread.name}`;
    return {
      key: `thread-${thread.id}`,
      name,
      more: duty(thread.kind, steps, nameOf),
      blocks: seen(steps).map((part) => stepBlock(part, name, nameOf)),
      requests: [],
      numbered: true,
      levels: 1,
      from: null,
      to: null,
    };
  }

  /** A virtual thread: the steps for its client on carriers, and when it is parked. */
  function virtualRow(thread, steps, carriers, nameOf) {
    const name = `virtual thread ${thread.name}`;
    const work = seen(steps.filter((each) =>
      each.connection === thread.connection && carriers.has(each.thread)));
    const blocks = work.map((part) => ({
      ...stepBlock(part, name, nameOf),
      brief: null,
      text: `on carrier ${carriers.get(part.step.thread)}`,
      isTold: true, // by the carrier
    }));
    const parks = thread.parks.map((park, index) => ({
      look: "parked",
      kind: "parked",
      source: index,
      from: park.from,
      to: park.to,
      level: 0,
      connection: thread.connection,
      labels: [],
      brief: null,
      title: `${name} is parked`,
      text: `${park.text}; it keeps no carrier`,
      bytes: null,
    }));
    return {
      key: `virtual-${thread.connection}`,
      name,
      more: `serves ${nameOf(thread.connection)}`,
      blocks: [...blocks, ...parks].sort((a, b) => a.from - b.from || a.to - b.to),
      requests: [],
      numbered: false,
      levels: 1,
      from: null,
      to: null,
    };
  }

  function connectionRow(connection, waits, requests, nameOf, length) {
    const blocks = waits
      .map((wait) => {
        const [does, look, label] = Object.hasOwn(CAUSES, wait.cause)
          ? CAUSES[wait.cause]
          : [`waits: ${wait.cause}`, "blocked", wait.cause];
        const behind = wait.behind === null || wait.behind === undefined ? null : nameOf(wait.behind);
        return {
          look,
          kind: wait.cause,
          source: wait.index,
          from: wait.from,
          to: wait.to,
          level: 0,
          connection: connection.id,
          labels: label === null ? [] : behind === null ? [label] : [`${label} behind ${behind}`, label],
          title: `${connection.name} ${does}${behind === null ? "" : ` behind ${behind}`}`,
          text: wait.text || "",
          bytes: null,
        };
      })
      .sort((a, b) => a.from - b.from || b.to - a.to);
    return {
      key: `connection-${connection.id}`,
      name: connection.name,
      more: connection.does || null,
      blocks,
      requests,
      numbered: false,
      levels: spread(blocks),
      from: connection.connectedAt,
      to: connection.endedAt,
      last: connection.endedAt === null ? length : connection.endedAt,
    };
  }

  /** What is drawn of a recording: a row for each thread that did something, and each client. */
  function prepare(recording) {
    const indexed = (list) => list.map((each, index) => ({ ...each, index }));
    const steps = indexed(recording.steps);
    const waits = indexed(recording.waits);
    const names = new Map(recording.connections.map((each) => [each.id, each.name]));
    const nameOf = (id) =>
      id === null || id === undefined ? null : names.has(id) ? names.get(id) : `connection ${id}`;
    const carriers = new Map(recording.threads
      .filter((each) => each.kind === "carrier")
      .map((each) => [each.id, each.name]));
    return {
      server: recording.server,
      length: recording.length,
      threads: [
        ...recording.threads
          .map((thread) => threadRow(thread, steps.filter((each) => each.thread === thread.id), nameOf)),
        ...recording.virtualThreads.map((thread) => virtualRow(thread, steps, carriers, nameOf)),
      ].filter((row) => row.blocks.length > 0),
      connections: recording.connections.map((connection) =>
        connectionRow(
          connection,
          waits.filter((each) => each.connection === connection.id),
          recording.requests.filter((each) => each.connection === connection.id),
          nameOf,
          recording.length)),
    };
  }

  /** A block in words. */
  function words(block) {
    const text = block.text === "" ? block.title : `${block.title}: ${block.text}`;
    return /[.!?]$/.test(text) ? text : `${text}.`;
  }

  /** How long a block is, and what else is known, in words. */
  function measure(block) {
    const bytes = block.bytes === null || block.bytes === undefined
      ? ""
      : `, ${FORMS[0].format(block.bytes)} ${block.bytes === 1 ? "byte" : "bytes"}`;
    return `${time(block.to - block.from)}, from ${moment(block.from)}${bytes}`;
  }

  /** All that happens, in order: { at, length, who, what, row, block }. */
  function events(model) {
    const found = [];
    const add = (at, length, row, what, block) => found.push({ at, length, who: row.name, what, row, block });
    for (const row of [...model.threads, ...model.connections]) {
      for (const block of row.blocks.filter((each) => !each.isTold)) {
        add(block.from, block.to - block.from, row, words(block), block);
      }
      for (const { sentAt, answeredAt } of row.requests) {
        add(sentAt, null, row, `${row.name} sends a request.`, null);
        if (answeredAt !== null) {
          add(answeredAt, null, row, `${row.name} has an answer, ${time(answeredAt - sentAt)} after its request.`, null);
        }
      }
      if (row.from !== null) {
        add(row.from, null, row, `${row.name} connects.`, null);
      }
      if (row.to !== null) {
        add(row.to, null, row, `${row.name} leaves.`, null);
      }
    }
    return found.sort((a, b) => a.at - b.at);
  }

  /** The block of a row at a moment; null if there is none. */
  function blockAt(row, at) {
    let low = 0;
    let high = row.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row.blocks[middle].from <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (let place = low - 1; place >= Math.max(0, low - 8); place--) {
      const block = row.blocks[place];
      if (at < block.to || (at === block.from && at === block.to)) {
        return block;
      }
    }
    return null;
  }

  /* ---- marks ---- */

  /** The colours of a drawing, as they are in the current theme. */
  function paint(look) {
    const colors = { model: look.color };
    for (const name of ["ink", "faint", "rule", "edge", "paper", "raised", "link", "served"]) {
      colors[name] = Hexline.color(`--${name}`);
    }
    for (const cause of ["thread", "turn", "room"]) {
      colors[cause] = Hexline.color(`--wait-${cause}`);
    }
    return colors;
  }

  /** Stripes for a thread, bars for a turn, dots for room. */
  function patterns(id, colors) {
    const pattern = (look, size, turned, shape) =>
      node("pattern", {
        id: `${id}-${look}`,
        width: size,
        height: size,
        patternUnits: "userSpaceOnUse",
        patternTransform: turned ? "rotate(45)" : null,
      }, rect(0, 0, size, size, { fill: colors.paper }), shape);
    return node("defs", {},
      pattern("thread", 6, true, rect(0, 0, 2.2, 6, { fill: colors.thread })),
      pattern("turn", 5, false, rect(1.5, 0, 1.6, 5, { fill: colors.turn })),
      pattern("room", 5, false, node("circle", { cx: 2.5, cy: 2.5, r: 1.3, fill: colors.room })));
  }

  function mark(look, x, y, width, height, colors, id) {
    const middle = y + height / 2;
    if (look === "any" || look === "idle") {
      return rect(x, middle - 1, width, 2, { fill: colors.edge });
    }
    if (look === "parked") {
      return node("path", {
        d: `M${x.toFixed(2)} ${middle.toFixed(2)}H${(x + width).toFixed(2)}`,
        stroke: colors.edge,
        "stroke-width": 2,
        "stroke-dasharray": "5 3",
      });
    }
    if (look === "works" || look === "served") {
      const fill = look === "works" ? colors.ink : colors.served;
      return rect(x, y, width, height, { fill, rx: width > 6 ? 1.5 : 0 });
    }
    const color = look === "blocked" ? colors.edge : colors[look];
    if (width < 5) {
      return rect(x, y, width, height, { fill: color });
    }
    return rect(x + 0.6, y + 0.6, width - 1.2, height - 1.2, {
      fill: look === "blocked" ? colors.raised : `url(#${id}-${look})`,
      stroke: color,
      "stroke-width": 1.2,
      rx: 1.5,
    });
  }

  function requestMark(x1, x2, y, open, colors) {
    const line = node("path", {
      d: `M${x1.toFixed(2)} ${y.toFixed(2)}H${x2.toFixed(2)}`,
      stroke: colors.model,
      "stroke-width": 1.6,
      "stroke-dasharray": open ? "3 3" : null,
      fill: "none",
    });
    const begin = node("circle", { cx: x1, cy: y, r: 2.8, fill: colors.paper, stroke: colors.model, "stroke-width": 1.6 });
    const end = open ? null : node("circle", { cx: x2, cy: y, r: 3.4, fill: colors.model });
    return node("g", {}, line, x2 - x1 >= 6 || open ? begin : null, end);
  }

  /** The mark of a look by itself, for a legend. */
  function sample(look, x, y, colors, id) {
    return look === "request"
      ? requestMark(x + 4, x + 26, y + BAR / 2, false, colors)
      : look === "works" || look === "served"
        ? mark(look, x + 8, y, 14, BAR, colors, id)
        : mark(look, x, y, 30, BAR, colors, id);
  }

  /**
   * What a legend has to explain, for some views of some recordings: for each view its heading and
   * entries of a look, its name, and what it means.
   */
  function legend(models, views) {
    return views.map((view) => {
      const rows = models.flatMap((model) => model[view]);
      const used = new Set(rows.flatMap((row) => row.blocks.map((block) => block.look)));
      if (rows.some((row) => row.requests.length > 0)) {
        used.add("request");
      }
      return { heading: HEADINGS[view], entries: LEGEND[view].filter(([look]) => used.has(look)) };
    }).filter(({ entries }) => entries.length > 0);
  }

  /** What a drawing leaves out, in a sentence. */
  function resolution(nanosPerPixel) {
    return "A step is drawn however short it is. A wait of a client or of a thread has its true width: one that is"
      + ` shorter than ${time(nanosPerPixel * FINEST)}, ${FINEST} pixels here, is not drawn, in any model.`;
  }

  /* ---- the drawing ---- */

  /** Where everything is: labels to the left of the rows, or above them if there is little room. */
  function layout(model, views, width, inset) {
    const labels = width >= 1000 ? 224 : width >= 640 ? 196 : 0;
    const place = { left: labels, right: width - 22, labels, rows: [], headings: [], height: 0 };
    const letters = Math.floor((labels - inset - 14) / (SMALL * LETTER));
    let y = 0;
    views.forEach((view, index) => {
      if (views.length > 1) {
        y += index > 0 ? 14 : 0;
        place.headings.push({ y: y + 12, text: HEADINGS[view] });
        y += 20;
      }
      const few = model[view].length <= 6;
      for (const row of model[view]) {
        const fits = row.more === null
          || widthOf(row.name, TEXT) + 8 + widthOf(row.more, SMALL) <= labels - inset - 14;
        const more = labels > 0 && row.more !== null && (few ? view === "connections" || !fits : view === "threads" && !fits)
          ? wrap(row.more, letters).slice(0, 2)
          : [];
        const above = labels > 0 ? 0 : 18;
        const height = above + 32 + (more.length > 0 ? 14 * more.length - 4 : 0);
        place.rows.push({ row, y, height, bar: y + above + 13, more });
        y += height;
      }
    });
    place.height = Math.max(y, 20) + 2;
    return place;
  }

  function labelOf({ row, y, bar, more }, place, inset, colors) {
    const room = place.labels > 0 ? place.labels - inset - 14 : place.right - inset;
    const text = (at, size, fill, ...children) =>
      node("text", { x: inset, y: at, "font-size": size, fill }, ...children);
    const name = cut(row.name, room, TEXT, true);
    const line = text(place.labels > 0 ? bar + 12 : y + 13, TEXT, colors.ink, name);
    const left = room - widthOf(name, TEXT) - 8;
    if (more.length === 0 && row.more !== null && left > 40) {
      const beside = place.labels === 0
        ? cut(row.more, left, SMALL, false)
        : widthOf(row.more, SMALL) <= left ? row.more : null;
      if (beside !== null) {
        line.append(node("tspan", { dx: 8, "font-size": SMALL, fill: colors.faint }, beside));
      }
    }
    return [line, ...more.map((each, index) =>
      text(bar + 26 + 14 * index, SMALL, colors.faint, cut(each, room, SMALL, false)))];
  }

  /** The first text that fits into a block, on paper of its own if the block is hatched. */
  function within(block, x1, x2, y, height, colors) {
    if (height < BAR || THIN.has(block.look)) {
      return null;
    }
    const text = block.labels.find((each) => widthOf(each, SMALL) + 18 <= x2 - x1);
    if (text === undefined) {
      return null;
    }
    const solid = { works: colors.ink, served: colors.served }[block.look];
    const behind = solid || (block.look === "blocked" ? colors.raised : colors.paper);
    const written = node("text", {
      x: (x1 + x2) / 2,
      y: y + BAR / 2 + 4,
      "text-anchor": "middle",
      "font-size": SMALL,
      fill: solid ? colors.paper : colors.ink,
      "data-behind": behind,
    }, text);
    const room = 0.84 * widthOf(text, SMALL) + 12; // what is written has few wide letters
    return behind === colors.paper
      ? node("g", {}, rect((x1 + x2 - room) / 2, y + 1.2, room, BAR - 2.4, { fill: colors.paper }), written)
      : written;
  }

  /**
   * What is drawn of the blocks of a row within a window: { block, x1, x2, from, to }, in order.
   *
   * Work has a least width, so that no step is lost; where several share it, one is drawn. Of the
   * other states none is drawn wider than it is. Those that are narrower than FINEST and less than a
   * pixel apart make a run, which is drawn if it is wide enough and they cover half of it at least.
   */
  function runs(row, x, place, from, to) {
    const found = [];
    const ends = new Map();
    const open = new Map();
    for (const block of row.blocks) {
      if (block.to < from || block.from > to) {
        continue;
      }
      const x1 = Math.max(x(block.from), place.left);
      const x2 = Math.min(x(block.to), place.right);
      const lane = `${block.look} ${block.level}`;
      if (block.look === "works") {
        if (x2 - x1 >= 1 || x1 >= (ends.get(lane) ?? -Infinity)) {
          const end = x1 + Math.min(Math.max(x2 - x1, LEAST), Math.max(LEAST, place.right - x1));
          ends.set(lane, end);
          found.push({ block, x1, x2: end, from: block.from, to: block.to, covered: Infinity });
        }
        continue;
      }
      const run = open.get(lane);
      if (run !== undefined && x2 - x1 < FINEST && x1 - run.x2 < 1) {
        run.x2 = x2;
        run.to = block.to;
        run.covered += x2 - x1;
        continue;
      }
      const alone = { block, x1, x2, from: block.from, to: block.to, covered: x2 - x1 };
      if (x2 - x1 < FINEST) {
        open.set(lane, alone); // others may follow
      }
      found.push(alone);
    }
    return found.filter(({ x1, x2, covered }) => x2 - x1 >= FINEST && covered >= (x2 - x1) / 2);
  }

  /**
   * Draws a row. The numbers of clients stand above blocks of work that are too narrow to hold them.
   */
  function drawRow({ row, bar }, x, place, from, to, colors, id) {
    const marks = node("g", { "data-row": row.key });
    const front = [];
    const texts = [];
    let numbered = { end: -Infinity, connection: null };
    const height = Math.max(3, BAR / row.levels);
    if (row.numbered) {
      marks.append(rect(place.left, bar + BAR / 2 - 0.5, place.right - place.left, 1, { fill: colors.rule }));
    }
    if (row.from !== null) {
      const x1 = x(Math.max(row.from, from));
      const x2 = x(Math.min(row.last, to));
      if (x2 >= x1) {
        marks.append(rect(x1, bar + BAR / 2 - 0.5, x2 - x1, 1, { fill: colors.rule }));
      }
      for (const at of [row.from, row.to]) {
        if (at !== null && at >= from && at <= to) {
          marks.append(rect(x(at) - 0.75, bar - 1, 1.5, BAR + 2, { fill: colors.edge }));
        }
      }
    }
    for (const run of runs(row, x, place, from, to)) {
      const { block, x1, x2 } = run;
      const width = x2 - x1;
      const y = bar + (row.levels > 1 ? block.level * height : 0);
      const drawn = mark(block.look, x1, y, width, row.levels > 1 ? height - 1 : BAR, colors, id);
      drawn.setAttribute("data-look", block.look);
      drawn.setAttribute("data-kind", block.kind);
      drawn.setAttribute("data-source", block.source);
      drawn.setAttribute("data-from", run.from);
      drawn.setAttribute("data-to", run.to);
      drawn.setAttribute("data-width", width.toFixed(2));
      if (block.look === "works") {
        front.push(drawn);
      } else {
        marks.append(drawn);
      }
      const text = within(block, x1, x2, y, row.levels > 1 ? 0 : BAR, colors);
      if (text !== null) {
        texts.push(text);
      } else if (row.numbered && block.look === "works" && block.brief !== null) {
        const number = block.brief;
        const room = widthOf(number, SMALL) + 4;
        const middle = x1 + width / 2;
        const again = numbered.connection === block.connection && middle - numbered.end < 24;
        if (middle - room / 2 >= numbered.end && !again) {
          texts.push(node("text", {
            x: middle,
            y: bar - 3,
            "text-anchor": "middle",
            "font-size": SMALL,
            fill: colors.ink,
          }, number));
          numbered = { end: middle + room / 2, connection: block.connection };
        } else if (again) {
          numbered.end = Math.max(numbered.end, middle);
        }
      }
    }
    marks.append(...front, ...texts);
    let last = { x1: -9, x2: -9 };
    for (const { sentAt, answeredAt } of row.requests) {
      const end = answeredAt === null ? row.last : answeredAt;
      if (end < from || sentAt > to) {
        continue;
      }
      const [x1, x2] = [x(sentAt), x(end)];
      if (Math.abs(x1 - last.x1) < 1 && Math.abs(x2 - last.x2) < 1) {
        continue;
      }
      last = { x1, x2 };
      const drawn = requestMark(x1, x2, bar - 6, answeredAt === null, colors);
      drawn.setAttribute("data-sent", sentAt);
      drawn.setAttribute("data-answered", answeredAt === null ? "" : answeredAt);
      marks.append(drawn);
    }
    return marks;
  }

  function grid(x, from, to, most, height, colors) {
    return node("g", {}, ...ticks(from, to, most).map(({ at }) =>
      rect(x(at) - 0.5, 0, 1, height, { fill: colors.rule })));
  }

  /** The labels of a time axis. */
  function axis(place, from, to, y, colors) {
    const x = (at) => place.left + (at - from) / (to - from) * (place.right - place.left);
    const most = Math.floor((place.right - place.left) / TICK);
    return node("g", {}, ...ticks(from, to, most).map(({ at, text }) => {
      const half = widthOf(text, SMALL) / 2;
      const middle = Math.min(Math.max(x(at), place.left + (place.labels > 0 ? 0 : half)), place.right + 22 - half);
      return node("text", { x: middle, y, "text-anchor": "middle", "font-size": SMALL, fill: colors.faint }, text);
    }));
  }

  let drawings = 0;

  /**
   * Draws some views of a recording within a window of time.
   *
   * @returns the element, where its rows are, and what the player moves: all of it but the labels is
   *     within a window from place.left to place.right
   */
  function draw(model, { views, width, from, to, colors, id, lamps }) {
    const name = id || `stage-${++drawings}`;
    const inset = lamps ? 18 : 0;
    const place = layout(model, views, width, inset);
    const lanes = place.right - place.left;
    const x = (at) => place.left + (at - from) / (to - from) * lanes;
    const clip = node("clipPath", { id: `${name}-lanes` },
      rect(place.left - 4, -2, lanes + 8, place.height + 4));
    const defs = patterns(name, colors);
    defs.append(clip);
    const clipped = node("g", { "clip-path": `url(#${name}-lanes)` },
      grid(x, from, to, Math.floor(lanes / TICK), place.height, colors),
      ...place.rows.map((each) => drawRow(each, x, place, from, to, colors, name)));
    const svg = node("svg", {
      width,
      height: place.height,
      viewBox: `0 0 ${width} ${place.height}`,
      "font-family": FONT,
    }, defs, clipped);
    const headings = place.headings.map(({ y, text }) =>
      node("text", { x: 0, y, "font-size": SMALL, "font-weight": 600, fill: colors.faint }, text));
    const labels = place.rows.flatMap((each) => labelOf(each, place, inset, colors));
    if (!lamps) {
      svg.append(...headings, ...labels);
      return { svg, place, x };
    }
    const future = rect(0, 0, lanes + 8, place.height, { fill: colors.paper, opacity: 0.62, visibility: "hidden" });
    const moving = node("g", {}, future, rect(-0.75, 0, 1.5, place.height, { fill: colors.link }));
    const ring = rect(0, 0, 0, 0, { fill: "none", stroke: colors.link, "stroke-width": 2, rx: 3, visibility: "hidden" });
    const states = place.rows.map((each) =>
      rect(3, place.labels > 0 ? each.bar + BAR / 2 - 4.5 : each.y + 4, 9, 9,
        { rx: 2, fill: "none", stroke: colors.rule, "stroke-width": 1 }));
    svg.append(node("g", { "clip-path": `url(#${name}-lanes)` }, moving), ring, ...headings, ...labels, ...states);
    return { svg, place, x, future, moving, ring, states, shown: states.map(() => "none") };
  }

  /** Where a block is in a drawing. */
  function boxOf(board, rowIndex, block) {
    const { row, bar } = board.place.rows[rowIndex];
    const clamp = (value) => Math.min(Math.max(value, board.place.left), board.place.right);
    const x1 = clamp(board.x(block.from));
    const width = Math.max(LEAST, clamp(board.x(block.to)) - x1);
    const height = BAR / row.levels;
    return { x: x1, y: bar + (row.levels > 1 ? block.level * height : 0), width, height };
  }

  /** The row and the block at a place of a drawing; the block is null between blocks. */
  function hit(board, px, py) {
    const rowIndex = board.place.rows.findIndex(({ y, height }) => py >= y && py < y + height);
    if (rowIndex < 0) {
      return null;
    }
    let best = null;
    for (const block of board.place.rows[rowIndex].row.blocks) {
      const x1 = board.x(block.from);
      const works = block.look === "works";
      const x2 = works ? Math.max(board.x(block.to), x1 + LEAST) : board.x(block.to);
      if (!works && x2 - x1 < FINEST) {
        continue; // it may be within a run that is drawn, whose longer blocks are met
      }
      const far = px < x1 ? x1 - px : px > x2 ? px - x2 : 0;
      const narrow = x2 - x1 < 8;
      // A narrow block is easier to meet than its wide neighbours.
      const rank = far > (narrow ? 4 : 0) ? Infinity : narrow ? far : 5;
      if (rank < Infinity && (best === null || rank < best.rank)) {
        best = { rank, block };
      }
    }
    return { rowIndex, block: best === null ? null : best.block };
  }

  /* ---- stills ---- */

  /** The drawing of one recording as a file of its own, 760 pixels wide, in the current theme. */
  function still(data, index) {
    const recording = data.recordings[index];
    const model = prepare(recording);
    const look = Hexline.looks(data.recordings.map((each) => each.server)).get(recording.server);
    const colors = paint(look);
    const [width, edge] = [760, 20];
    const inner = width - 2 * edge;
    const views = ["threads", "connections"];
    const to = Math.max(1, ...data.recordings.map((each) => each.length));
    const parts = [];
    const line = (x, y, size, fill, text, weight) =>
      node("text", { x, y, "font-size": size, fill, "font-weight": weight || null }, text);

    let y = 34;
    parts.push(node("path", { d: look.path, transform: `translate(${edge} ${y - 13}) scale(.75)`, fill: colors.model }));
    parts.push(line(edge + 23, y, 16, colors.ink, recording.server, 650));
    parts.push(line(edge + 23 + widthOf(recording.server, 16) + 12, y, TEXT, colors.faint, data.scene.title));
    y += 8;
    for (const text of wrap(recording.caption, Math.floor(inner / (TEXT * 0.52)))) {
      y += 18;
      parts.push(line(edge, y, TEXT, colors.ink, text));
    }
    y += 22;
    const { svg, place } = draw(model, { views, width: inner, from: 0, to, colors, id: "still", lamps: false });
    svg.setAttribute("x", edge);
    svg.setAttribute("y", y);
    svg.setAttribute("overflow", "visible");
    const looks = new Set([...svg.querySelectorAll("[data-look]")].map((each) => each.dataset.look));
    for (const drawn of svg.querySelectorAll("*")) {
      for (const name of drawn.getAttributeNames().filter((each) => each.startsWith("data-"))) {
        drawn.removeAttribute(name);
      }
    }
    y += place.height + 14;
    const scale = axis(place, 0, to, y, colors);
    scale.setAttribute("transform", `translate(${edge} 0)`);
    parts.push(svg, scale);
    y += 14;
    y += 10;
    for (const { heading, entries } of legend([model], views)) {
      y += 12;
      parts.push(line(edge, y, SMALL, colors.faint, heading, 600));
      y += 7;
      let left = edge;
      for (const [look, name] of entries.filter(([each]) => looks.has(each) || each === "request")) {
        const room = 38 + 0.9 * widthOf(name, 12) + 18;
        if (left > edge && left + room - 18 > width - edge) {
          left = edge;
          y += 22;
        }
        parts.push(sample(look, left, y, colors, "still"), line(left + 38, y + 12, 12, colors.faint, name));
        left += room;
      }
      y += 22;
    }
    const by = recording.recorder === "strace"
      ? "Recorded by strace, as the kernel saw it, which costs time"
      : "Recorded with probes, which cost time";
    y += 26;
    for (const text of wrap(`${by}: no figure of this picture belongs into a table. ${resolution(to / (place.right - place.left))} ${origin(data.environment)}`, Math.floor(inner / (SMALL * 0.54)))) {
      parts.push(line(edge, y, SMALL, colors.faint, text));
      y += 16;
    }
    const height = Math.ceil(y);
    const title = node("title", {}, `${data.scene.title}: ${recording.server}`);
    const picture = node("svg", {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "font-family": FONT,
    }, title, node("desc", {}, recording.caption), rect(0, 0, width, height, { fill: colors.paper }), ...parts);
    return new XMLSerializer().serializeToString(picture);
  }

  /** Where and when it was recorded, in one line. */
  function origin(environment) {
    const { date, cpu, processors, jdk, system, commit } = environment;
    const day = date ? String(date).slice(0, 10) : null;
    return [day, cpu, processors, /^\d/.test(jdk) ? `JDK ${jdk}` : jdk, system, commit ? `commit ${commit}` : null]
      .filter((each) => each)
      .join(", ");
  }

  return {
    BAR,
    node,
    time,
    moment,
    wrap,
    prepare,
    words,
    measure,
    events,
    blockAt,
    paint,
    patterns,
    sample,
    legend,
    resolution,
    draw,
    axis,
    boxOf,
    hit,
    origin,
    still,
  };
})();
