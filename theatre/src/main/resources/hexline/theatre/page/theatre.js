/* Plays recordings. All that comes from them is inserted as text. */
"use strict";

(() => {
  const { el, swatch, table, saveButton } = Hexline;
  const FORMAT = "hexline-theatre/2";
  const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  const GOOD_LENGTH = 12e9; // nanoseconds that a playback takes, about, at the speed that is set first
  const CLOSEST = 1000; // nanoseconds that a window shows at least
  const MOST_ROWS = 4000; // of a table of events
  const CALM = 250; // milliseconds between two pictures for readers who want less motion
  const BOTH_ROWS = 12; // of a recording, with which both views are shown at first

  const main = document.getElementById("main");
  const notice = (text) => main.append(el("p", { class: "notice" }, text));

  function read() {
    try {
      return JSON.parse(document.getElementById("recording").textContent);
    } catch (e) {
      return { format: "no JSON" };
    }
  }

  const data = read();
  if (data === null) {
    notice("This is the template of a page: it has no recording.");
    return;
  }
  if (data.format !== FORMAT) {
    notice(`This page shows recordings of the format ${FORMAT}. This one says: ${data.format}.`);
    return;
  }

  document.title = `${data.scene.title}: hexline theatre`;
  const looks = Hexline.looks(data.recordings.map((each) => each.server));
  const models = data.recordings.map(Stage.prepare);
  const length = Math.max(1, ...models.map((each) => each.length));
  const events = models
    .flatMap((model, index) => Stage.events(model).map((each) => ({ ...each, index })))
    .sort((a, b) => a.at - b.at);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /* ---- what is shown ---- */

  let now = 0;
  let from = 0;
  let to = length;
  let moved = false; // whether the playhead has left the beginning
  let playing = false;
  let slowness = SPEEDS.reduce((best, each) =>
    Math.abs(Math.log(length * each / GOOD_LENGTH)) < Math.abs(Math.log(length * best / GOOD_LENGTH)) ? each : best);
  const rows = Math.max(0, ...models.map((each) => each.threads.length + each.connections.length));
  let view = models.length === 1 || rows <= BOTH_ROWS ? "both" : "connections";
  const VIEWS = {
    connections: ["Who waits", ["connections"], "A line for each client"],
    threads: ["Who works", ["threads"], "A line for each thread"],
    both: ["Both", ["threads", "connections"], "Threads above clients"],
  };
  const views = () => VIEWS[view][1];
  const paints = new Map();
  const paintOf = (server) => {
    if (!paints.has(server)) {
      paints.set(server, Stage.paint(looks.get(server)));
    }
    return paints.get(server);
  };

  /* ---- the parts of the page ---- */

  const icon = (path) => {
    const picture = Stage.node("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
    picture.append(Stage.node("path", { d: path }));
    return picture;
  };
  const button = (id, label, title, action, ...children) =>
    el("button", {
      type: "button",
      id,
      class: "quiet",
      "aria-label": label,
      title,
      onclick: action,
    }, ...children);

  const playButton = el("button", { type: "button", id: "play", title: "Play or pause (Space)", onclick: toggle }, "Play");
  const clock = el("span", { id: "clock" });
  const saidText = el("span", {});
  const said = el("p", { id: "said", role: "status", class: "faint" }, saidText);
  const axis = el("div", {
    class: "axis",
    id: "axis",
    role: "slider",
    tabindex: "0",
    "aria-label": "Time",
    "aria-valuemin": "0",
    "aria-valuemax": String(length / 1e6),
  });
  const speed = el("select", {
    id: "speed",
    onchange: () => {
      slowness = Number(speed.value);
    },
  }, ...SPEEDS.map((each) => el("option", { value: String(each) }, each === 1 ? "real time" : `1/${each.toLocaleString("en")}`)));
  speed.value = String(slowness);
  const choice = el("div", { class: "choice", role: "group", "aria-label": "View" },
    ...Object.entries(VIEWS).map(([name, [label, , title]]) =>
      el("button", { type: "button", "data-view": name, title, onclick: () => choose(name) }, label)));
  const legend = el("div", { class: "legend", id: "legend" });
  const resolution = el("p", { class: "faint", id: "resolution" });
  const tip = el("div", { class: "tip", role: "tooltip", id: "tip", hidden: true });
  const KEYS = [
    [["Space"], "play, pause"],
    [["←", "→"], "event before, next event; within a recording: block before, next block of its row"],
    [["↑", "↓"], "within a recording: another row"],
    [["Home", "End"], "beginning, end"],
    [["+", "−", "0"], "zoom in, zoom out, everything; or the wheel with Ctrl"],
    [["Page Up", "Page Down"], "a tenth of the window back, ahead"],
    [["[", "]"], "slower, faster"],
    [["V"], "the next view"],
    [["?"], "these keys"],
  ];
  const keys = el("details", { id: "keys" },
    el("summary", {}, "Keys"),
    el("dl", { class: "keys" }, ...KEYS.flatMap(([names, what]) => [
      el("dt", {}, ...names.flatMap((name, index) => [index > 0 ? " " : "", el("kbd", {}, name)])),
      el("dd", {}, what),
    ])));

  /** One recording: its heading, its caption, its drawing. */
  const boards = data.recordings.map((recording, index) => {
    const place = el("div", {
      class: "board",
      tabindex: "0",
      role: "group",
      "aria-roledescription": "timeline",
      "aria-label": `${recording.server}: arrow keys go from block to block`,
      "aria-describedby": "said",
      "data-recording": String(index),
    });
    const kernel = recording.recorder === "strace";
    const article = el("article", { class: "recording", "aria-labelledby": `recording-${index}` },
      el("h3", { id: `recording-${index}` },
        el("span", {}, swatch(looks.get(recording.server)), recording.server),
        kernel ? el("small", {}, "recorded by strace: the kernel’s view, system calls only") : null),
      recording.caption ? el("p", { class: "caption" }, recording.caption) : null,
      place,
      recording.unseen.length > 0
        ? el("ul", { class: "unseen", "aria-label": "What was not seen" },
            ...recording.unseen.map((text) => el("li", { class: "notice" }, text)))
        : null);
    return { recording, model: models[index], index, place, article, drawn: null, cursor: null };
  });

  /* ---- drawing ---- */

  let axisDrawn = null;

  function drawAxis() {
    const width = axis.clientWidth;
    const colors = paintOf(data.recordings[0].server);
    const { place } = boards[0].drawn;
    const zoomed = to - from < length;
    const height = zoomed ? 40 : 32;
    const lanes = place.right - place.left;
    const picture = Stage.node("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    picture.append(Stage.axis(place, from, to, 13, colors));
    if (zoomed) {
      const x = (at) => place.left + at / length * lanes;
      picture.append(
        Stage.node("rect", { x: place.left, y: 33, width: lanes, height: 4, rx: 2, fill: colors.rule }),
        Stage.node("rect", { class: "thumb", x: x(from), y: 33, width: Math.max(8, x(to) - x(from)), height: 4, rx: 2, fill: colors.edge }));
    }
    const head = Stage.node("path", { d: "M-6 0H6V7L0 13L-6 7z", fill: colors.link });
    picture.append(head);
    axis.replaceChildren(picture);
    axisDrawn = { head, height };
  }

  let nextDrawing = null;

  function draw() {
    cancelAnimationFrame(nextDrawing);
    nextDrawing = null;
    const width = Math.floor(main.clientWidth);
    if (width === 0) {
      return;
    }
    for (const board of boards) {
      board.drawn = Stage.draw(board.model, {
        views: views(),
        width,
        from,
        to,
        colors: paintOf(board.recording.server),
        id: `stage-${board.index}`,
        lamps: true,
      });
      board.drawn.svg.setAttribute("aria-hidden", "true");
      board.place.replaceChildren(board.drawn.svg);
    }
    if (boards.length > 0) {
      drawAxis();
      const { left, right } = boards[0].drawn.place;
      resolution.textContent = Stage.resolution((to - from) / (right - left));
    }
    showNow();
    showCursors();
  }

  /** Draws once, however often it was asked for. */
  function redraw() {
    nextDrawing ??= requestAnimationFrame(draw);
  }

  function drawLegend() {
    const colors = data.recordings.length > 0 ? { ...paintOf(data.recordings[0].server) } : null;
    if (colors === null) {
      return;
    }
    colors.model = colors.faint;
    let drawn = 0;
    const entry = ([look, name, meaning]) => {
      const id = `legend-${drawn++}`;
      const picture = Stage.node("svg", { width: 30, height: Stage.BAR, viewBox: `0 0 30 ${Stage.BAR}`, "aria-hidden": "true" });
      picture.append(Stage.patterns(id, colors), Stage.sample(look, 0, 0, colors, id));
      return el("li", {}, picture, el("span", {}, el("b", {}, name), `: ${meaning}`));
    };
    legend.replaceChildren(...Stage.legend(models, views()).map(({ heading, entries }) =>
      el("div", {},
        el("h3", {}, heading),
        el("ul", { "aria-label": `Legend: ${heading}` }, ...entries.map(entry)))));
  }

  const LAMPS = {
    none: (colors) => ["none", colors.rule],
    any: (colors) => ["none", colors.edge],
    idle: (colors) => ["none", colors.edge],
    parked: (colors) => ["none", colors.edge],
    blocked: (colors) => [colors.raised, colors.edge],
    works: (colors) => [colors.ink, colors.ink],
  };

  /** Shows the moment of the playhead. */
  function showNow() {
    const begun = moved && now > 0;
    for (const { drawn, recording } of boards) {
      if (drawn === null) {
        continue;
      }
      const colors = paintOf(recording.server);
      drawn.moving.setAttribute("transform", `translate(${drawn.x(now).toFixed(2)} 0)`);
      drawn.future.setAttribute("visibility", begun ? "visible" : "hidden");
      drawn.place.rows.forEach(({ row }, index) => {
        const block = Stage.blockAt(row, now);
        const look = block === null ? "none" : block.look;
        if (drawn.shown[index] !== look) {
          const [fill, stroke] = look in LAMPS ? LAMPS[look](colors) : [colors[look], colors[look]];
          drawn.states[index].setAttribute("fill", fill);
          drawn.states[index].setAttribute("stroke", stroke);
          drawn.shown[index] = look;
        }
      });
    }
    if (axisDrawn !== null) {
      const x = boards[0].drawn.x(now);
      axisDrawn.head.setAttribute("transform", `translate(${x.toFixed(2)} 18)`);
      axisDrawn.head.setAttribute("visibility", now < from || now > to ? "hidden" : "visible");
    }
    clock.textContent = Stage.moment(now);
    axis.setAttribute("aria-valuenow", String(now / 1e6));
    axis.setAttribute("aria-valuetext", Stage.moment(now));
  }

  function say(text) {
    if (saidText.textContent !== text) {
      saidText.textContent = text;
    }
  }

  /** The last event at or before a moment: its place among all events; -1 if there is none. */
  function lastEvent(at) {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events[middle].at <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  const tell = (event) =>
    say(boards.length > 1 ? `${boards[event.index].recording.server}: ${event.what}` : event.what);

  /* ---- moving ---- */

  function moveTo(at) {
    now = Math.min(Math.max(at, 0), length);
    moved = now > 0;
    if (now < from || now > to) {
      const width = to - from;
      from = Math.min(Math.max(now - width * 0.1, 0), length - width);
      to = from + width;
      redraw();
    } else {
      showNow();
    }
  }

  function tellNow() {
    const last = lastEvent(now);
    if (last < 0) {
      say("Nothing has happened yet.");
    } else {
      tell(events[last]);
    }
  }

  /** Goes to the next or the previous moment at which something happens. */
  function step(direction) {
    pause();
    const event = direction > 0
      ? events[lastEvent(now) + 1]
      : events.findLast((each) => each.at < now);
    if (event === undefined) {
      moveTo(direction > 0 ? length : 0);
      say(direction > 0 ? "Nothing happens later." : "Nothing happened earlier.");
      return;
    }
    moveTo(event.at);
    tell(direction > 0 ? event : events.find((each) => each.at === event.at));
  }

  let frameBefore = null;
  let shownAt = -Infinity;
  let nextFrame = 0;

  function frame(stamp) {
    const passed = frameBefore === null ? 0 : Math.min(100, stamp - frameBefore); // a hidden page has no frames
    frameBefore = stamp;
    now = Math.min(length, now + passed * 1e6 / slowness);
    moved = true;
    if (!calm.matches || stamp - shownAt >= CALM || now >= length) {
      shownAt = stamp;
      if (now > to) {
        const width = to - from;
        from = Math.min(now, length - width);
        to = from + width;
        redraw();
      } else {
        showNow();
      }
      tellNow();
    }
    if (now >= length) {
      pause();
      return;
    }
    nextFrame = requestAnimationFrame(frame);
  }

  function pause() {
    playing = false;
    cancelAnimationFrame(nextFrame);
    playButton.textContent = "Play";
    said.setAttribute("aria-live", "polite");
  }

  function toggle() {
    if (playing) {
      pause();
      return;
    }
    if (now >= length) {
      moveTo(0);
    }
    if (now < from || now > to) {
      moveTo(now);
    }
    hideTip();
    playing = true;
    frameBefore = null;
    shownAt = -Infinity;
    playButton.textContent = "Pause";
    said.setAttribute("aria-live", "off"); // what is read aloud would be late
    nextFrame = requestAnimationFrame(frame);
  }

  /** Zooms by a factor around a moment, which stays where it is. */
  function zoom(factor, around) {
    const width = Math.min(length, Math.max(Math.min(CLOSEST, length), (to - from) / factor));
    const share = (around - from) / (to - from);
    from = Math.min(Math.max(around - width * share, 0), length - width);
    to = from + width;
    redraw();
  }

  /** Zooms around the playhead, which comes into the middle if it was elsewhere. */
  function zoomHere(factor) {
    if (now < from || now > to) {
      const width = to - from;
      from = Math.min(Math.max(now - width / 2, 0), length - width);
      to = from + width;
    }
    zoom(factor, now);
  }

  function whole() {
    from = 0;
    to = length;
    redraw();
  }

  function pan(nanos) {
    const width = to - from;
    from = Math.min(Math.max(from + nanos, 0), length - width);
    to = from + width;
    redraw();
  }

  function choose(name) {
    view = name;
    for (const each of choice.children) {
      each.setAttribute("aria-pressed", String(each.dataset.view === name));
    }
    boards.forEach((board) => {
      board.cursor = null;
    });
    hideTip();
    drawLegend();
    redraw();
  }

  /* ---- blocks in words ---- */

  let tipBoard = null; // the recording whose block the keyboard is at, if the tip is of that block

  function hideTip() {
    tip.hidden = true;
    tipBoard = null;
  }

  function showTip(block, x, y) {
    tipBoard = null;
    tip.replaceChildren(
      el("b", {}, block.title),
      ...(block.text === "" ? [] : [el("span", {}, block.text)]),
      el("span", {}, Stage.measure(block)));
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, x + 14), innerWidth - width - 8);
    const top = y + 18 + height > innerHeight - 8 ? y - height - 14 : y + 18;
    tip.style.transform = `translate(${Math.round(Math.max(8, left))}px, ${Math.round(Math.max(8, top))}px)`;
  }

  /** Marks the block that the keyboard is at. */
  function showCursors() {
    for (const { drawn, cursor, place } of boards) {
      if (drawn === null) {
        continue;
      }
      const shown = cursor !== null && cursor.block !== null && place === document.activeElement;
      drawn.ring.setAttribute("visibility", shown ? "visible" : "hidden");
      if (shown) {
        const box = Stage.boxOf(drawn, cursor.row, cursor.block);
        drawn.ring.setAttribute("x", box.x - 2.5);
        drawn.ring.setAttribute("y", box.y - 2.5);
        drawn.ring.setAttribute("width", box.width + 5);
        drawn.ring.setAttribute("height", box.height + 5);
      }
    }
  }

  function tipAtCursor(board) {
    const { drawn, cursor, place } = board;
    if (cursor === null || cursor.block === null) {
      hideTip();
      return;
    }
    const box = Stage.boxOf(drawn, cursor.row, cursor.block);
    const origin = place.getBoundingClientRect();
    showTip(cursor.block, origin.x + Math.min(box.x + box.width, Math.max(box.x, drawn.x(now))), origin.y + box.y + box.height);
    tipBoard = board;
  }

  /** Puts the keyboard at a block, and says what it is. */
  function goTo(board, row, block) {
    board.cursor = { row, block };
    if (block === null) {
      const { name, from: begin, to: end } = board.drawn.place.rows[row].row;
      say(begin !== null && now < begin
        ? `${name} has not connected yet.`
        : end !== null && now >= end
          ? `${name} has left.`
          : `${name}: nothing is known of this moment.`);
    } else {
      pause();
      say(`${Stage.words(block)} ${Stage.measure(block)}.`);
    }
    showCursors();
    tipAtCursor(board);
  }

  function goSideways(board, direction) {
    const at = board.cursor;
    const { row } = board.drawn.place.rows[at.row];
    const place = at.block === null
      ? direction > 0
        ? row.blocks.findIndex((each) => each.from > now)
        : row.blocks.findLastIndex((each) => each.from < now)
      : row.blocks.indexOf(at.block) + direction;
    const block = row.blocks[place];
    if (block === undefined) {
      return;
    }
    pause();
    moveTo(block.from);
    draw();
    goTo(board, at.row, block);
  }

  function goAcross(board, direction) {
    const { rows } = board.drawn.place;
    const row = Math.min(Math.max(board.cursor.row + direction, 0), rows.length - 1);
    goTo(board, row, Stage.blockAt(rows[row].row, now));
  }

  for (const board of boards) {
    const { place } = board;
    const at = (event) => {
      const origin = place.getBoundingClientRect();
      return [event.clientX - origin.x, event.clientY - origin.y];
    };
    const timeAt = (x) => {
      const { left, right } = board.drawn.place;
      return from + (Math.min(Math.max(x, left), right) - left) / (right - left) * (to - from);
    };
    place.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") {
        return;
      }
      const found = Stage.hit(board.drawn, ...at(event));
      if (found === null || found.block === null || at(event)[0] < board.drawn.place.left - 4) {
        hideTip();
      } else {
        showTip(found.block, event.clientX, event.clientY);
      }
    });
    place.addEventListener("pointerleave", hideTip);
    place.addEventListener("click", (event) => {
      const [x, y] = at(event);
      const found = Stage.hit(board.drawn, x, y);
      if (found === null || x < board.drawn.place.left - 4) {
        return;
      }
      pause();
      moveTo(found.block === null || found.block.to - found.block.from > (to - from) / 200
        ? timeAt(x)
        : found.block.from);
      goTo(board, found.rowIndex, found.block);
    });
    place.addEventListener("focus", () => {
      if (board.drawn.place.rows.length > 0 && place.matches(":focus-visible")) {
        const row = board.cursor === null ? 0 : board.cursor.row;
        goTo(board, row, Stage.blockAt(board.drawn.place.rows[row].row, now));
      }
    });
    place.addEventListener("blur", () => {
      hideTip();
      showCursors();
    });
    place.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoom(Math.exp(-event.deltaY / 300), timeAt(at(event)[0]));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && to - from < length) {
        event.preventDefault();
        pan(event.deltaX / (board.drawn.place.right - board.drawn.place.left) * (to - from));
      }
    }, { passive: false });
  }

  /* ---- the time axis ---- */

  let dragging = null;

  function drag(event) {
    const { left, right } = boards[0].drawn.place;
    const origin = axis.getBoundingClientRect();
    const share = (event.clientX - origin.x - left) / (right - left);
    if (dragging === "window") {
      const width = to - from;
      from = Math.min(Math.max(share * length - width / 2, 0), length - width);
      to = from + width;
      redraw();
      return;
    }
    moveTo(Math.min(Math.max(from + share * (to - from), from), to));
    tellNow();
  }

  axis.addEventListener("pointerdown", (event) => {
    if (boards.length === 0) {
      return;
    }
    pause();
    const y = event.clientY - axis.getBoundingClientRect().y;
    dragging = to - from < length && y > 31 ? "window" : "playhead";
    axis.setPointerCapture(event.pointerId);
    drag(event);
  });
  axis.addEventListener("pointermove", (event) => {
    if (dragging !== null) {
      drag(event);
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    axis.addEventListener(name, () => {
      dragging = null;
    });
  }

  /* ---- the keyboard ---- */

  function slower(direction) {
    const place = SPEEDS.indexOf(slowness) + direction;
    if (place >= 0 && place < SPEEDS.length) {
      slowness = SPEEDS[place];
      speed.value = String(slowness);
    }
  }

  const order = Object.keys(VIEWS);
  const ACTIONS = {
    " ": toggle,
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => {
      pause();
      moveTo(0);
      tellNow();
    },
    End: () => {
      pause();
      moveTo(length);
      tellNow();
    },
    PageUp: () => {
      moveTo(now - (to - from) / 10);
      tellNow();
    },
    PageDown: () => {
      moveTo(now + (to - from) / 10);
      tellNow();
    },
    "+": () => zoomHere(2),
    "=": () => zoomHere(2),
    "-": () => zoomHere(0.5),
    "−": () => zoomHere(0.5),
    0: whole,
    "[": () => slower(1),
    "]": () => slower(-1),
    v: () => choose(order[(order.indexOf(view) + 1) % order.length]),
    "?": () => {
      keys.open = !keys.open;
    },
    Escape: hideTip,
  };
  const OF_THE_PLAYER = new Set(["Home", "End", "PageUp", "PageDown"]); // elsewhere they scroll

  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.metaKey || event.altKey || boards.length === 0
        || target.closest("select, input, textarea, .scroll")) {
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const board = boards.find((each) => each.place === target);
    if (board !== undefined && board.cursor !== null && key.startsWith("Arrow")) {
      event.preventDefault();
      if (key === "ArrowLeft" || key === "ArrowRight") {
        goSideways(board, key === "ArrowLeft" ? -1 : 1);
      } else {
        goAcross(board, key === "ArrowUp" ? -1 : 1);
      }
      return;
    }
    if (key === " " && target.closest("button, summary, a")) {
      return;
    }
    if (OF_THE_PLAYER.has(key) && board === undefined && target !== axis) {
      return;
    }
    if (Object.hasOwn(ACTIONS, key)) {
      event.preventDefault();
      ACTIONS[key]();
    }
  });

  /* ---- the page ---- */

  const contents = [];

  function section(id, title, short, kind, ...children) {
    contents.push([id, short]);
    return el("section", { id, class: `stack ${kind}`, "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title), ...children);
  }

  function lead() {
    const origin = Stage.origin(data.environment);
    return el("div", { class: "lead-in" },
      origin ? el("p", { class: "machine" }, origin) : null,
      el("h1", {}, data.scene.title),
      data.scene.notice ? el("p", { class: "deck" }, data.scene.notice) : null,
      data.scene.script.length > 0
        ? el("ol", { class: "script", "aria-label": "What the clients do" },
            ...data.scene.script.map((text) => el("li", {}, text)))
        : null);
  }

  const HONEST = "Recorded with probes, which cost time. Read who waits for whom, and in which order."
    + " No figure of this page belongs into a table.";

  function player() {
    return el("section", { class: "player", id: "player", "aria-label": "The recordings" },
      el("div", { class: "settings" },
        choice,
        el("div", {}, el("label", { for: "speed" }, "Speed"), speed),
        el("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
          el("span", { "aria-hidden": "true" }, "Zoom"),
          button("zoom-out", "Zoom out", "Zoom out (−)", () => zoomHere(0.5), "−"),
          button("zoom-in", "Zoom in", "Zoom in (+)", () => zoomHere(2), "+"),
          button("zoom-all", "Show everything", "Show everything (0)", whole, "All")),
        keys),
      el("div", { class: "transport" },
        el("div", { class: "line" },
          el("div", { class: "buttons" },
            playButton,
            button("previous", "Event before", "Event before (←)", () => step(-1), icon("M2 2h2v12h-2zM14 2v12l-9 -6z")),
            button("next", "Next event", "Next event (→)", () => step(1), icon("M12 2h2v12h-2zM2 2v12l9 -6z"))),
          clock,
          said),
        axis),
      legend,
      resolution,
      ...boards.map(({ article }) => article));
  }

  /** The events of a recording as a table, made when it is wanted. */
  function eventTable(index) {
    const all = Stage.events(models[index]);
    const shown = all.slice(0, MOST_ROWS);
    const { server } = data.recordings[index];
    const caption = all.length === shown.length
      ? `What happened in ${server}, ${all.length} events`
      : `What happened in ${server}: the first ${shown.length} of ${all.length} events; all are in the JSON`;
    return table({
      caption,
      heads: 1,
      columns: ["At", "Takes", "Who", "What"],
      rows: shown.map((event) => [
        { text: Stage.moment(event.at), value: event.at },
        { text: event.length === null ? "" : Stage.time(event.length), value: event.length },
        { text: event.who, value: null },
        { text: event.what, value: null },
      ]),
    });
  }

  function tables() {
    return section("events", "The events as tables", "Events", "tables",
      ...data.recordings.map((recording, index) => {
        const details = el("details", {}, el("summary", {}, recording.server));
        details.addEventListener("toggle", () => {
          if (details.open && details.children.length === 1) {
            details.append(eventTable(index));
          }
        });
        return details;
      }));
  }

  const orNone = (nanos) => (nanos === null || nanos === undefined ? "not measured" : Stage.time(nanos));

  function about() {
    const { environment } = data;
    const facts = [
      ["Date", environment.date],
      ["Processor", environment.cpu],
      ["Processors", environment.processors],
      ["JDK", environment.jdk],
      ["System", environment.system],
      ["Commit", environment.commit],
    ].filter(([, value]) => value);
    return section("about", "How it was recorded", "Sources", "about",
      table({
        caption: "What the probes cost: the same scene with them and without",
        heads: 1,
        columns: ["Server", "Recorder", "With probes", "Without", "In words", "Not seen"],
        rows: data.recordings.map(({ server, recorder, probes, unseen }) => [
          { text: server, value: null },
          { text: recorder === "strace" ? "strace, the kernel’s view" : recorder, value: null },
          { text: orNone(probes.withNanos), value: probes.withNanos ?? null },
          { text: orNone(probes.withoutNanos), value: probes.withoutNanos ?? null },
          { text: probes.text || "", value: null },
          { text: unseen.length === 0 ? "nothing" : unseen.join("; "), value: null },
        ]),
      }),
      el("details", {}, el("summary", {}, "The commands"),
        table({
          caption: "The command of each server, without its class path",
          heads: 1,
          columns: ["Server", "Command"],
          rows: data.recordings.map(({ server, command }) => [
            { text: server, value: null },
            { text: command.join(" "), value: null },
          ]),
        })),
      facts.length > 0
        ? el("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]))
        : null,
      el("p", { class: "small" }, "The recordings are in this page: in the element with the id “recording”,"
        + " of the type application/json, for programs."),
      el("div", { class: "buttons" }, saveButton("recording", `${data.scene.name}.json`)));
  }

  main.append(...[
    lead(),
    el("p", { class: "notice honest" }, HONEST),
    boards.length > 0 ? player() : el("p", { class: "notice honest" }, "There is no recording in this file."),
    boards.length > 0 ? tables() : null,
    about(),
  ].filter(Boolean));
  document.body.append(tip);
  document.getElementById("contents").append(...contents.map(([id, short]) => el("a", { href: `#${id}` }, short)));

  choose(view);
  draw();
  let width = main.clientWidth;
  new ResizeObserver(() => {
    if (main.clientWidth !== width) {
      width = main.clientWidth;
      redraw();
    }
  }).observe(main);
  Hexline.onTheme(() => {
    paints.clear();
    drawLegend();
    redraw();
  });
  addEventListener("scroll", () => {
    if (tipBoard !== null) {
      tipAtCursor(tipBoard);
    } else {
      hideTip();
    }
  }, { passive: true });
  say("Press Play, or step from event to event.");
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
