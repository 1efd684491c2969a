/* What all pages of hexline share: elements, tables, the look of each model, the theme. */
"use strict";

const Hexline = (() => {
  /** An element with properties and children; strings become text, never markup. */
  function el(name, properties, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) {
        continue;
      }
      if (key.startsWith("on")) {
        node.addEventListener(key.slice(2), value);
      } else {
        node.setAttribute(key, value === true ? "" : value);
      }
    }
    node.append(...children.filter((child) => child !== undefined && child !== null));
    return node;
  }

  /* Marks in a square of 20 by 20, and dashes. */
  const LOOKS = {
    sync: ["--sync", "M10 2a8 8 0 1 0 .01 0z", "1 4"],
    threaded: ["--threaded", "M3 3h14v14h-14z", ""],
    nio: ["--nio", "M10 1.5l9 16h-18z", "9 4"],
    async: ["--async", "M10 0l10 10l-10 10l-10 -10z", "9 3 2 3"],
    virtual: ["--virtual", "M10 18.5l9 -16h-18z", "3 3"],
  };
  const OTHERS = [
    ["--other-1", "M7 1h6v6h6v6h-6v6h-6v-6h-6v-6h6z", "14 4"],
    ["--other-2", "M10 0l9.5 7l-3.6 11.2h-11.8l-3.6 -11.2z", "2 6"],
    ["--other-3", "M5 1.5h10l5 8.5l-5 8.5h-10l-5 -8.5z", "14 3 3 3"],
    ["--other-4", "M10 0l3 7h7l-5.6 4.6l2 7.4l-6.4 -4.4l-6.4 4.4l2 -7.4l-5.6 -4.6h7z", "6 2 2 2 2 2"],
  ];

  /** The look of each server: its own if it is a model of the suite, else one of the others. */
  function looks(servers) {
    const all = new Map();
    let other = 0;
    for (const server of servers) {
      const known = Object.hasOwn(LOOKS, server);
      const [variable, path, dash] = known ? LOOKS[server] : OTHERS[other++ % OTHERS.length];
      all.set(server, {
        server,
        variable,
        path,
        dash: dash ? dash.split(" ").map(Number) : null,
        get color() {
          return color(variable);
        },
      });
    }
    return all;
  }

  /** A colour of the style sheet as the browser resolves it in the current theme. */
  function color(variable) {
    const probe = el("span");
    probe.style.color = `var(${variable})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  const SVG = "http://www.w3.org/2000/svg";

  /** The line and the mark of a look, as a small picture. */
  function swatch(look) {
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", "0 0 42 20");
    picture.setAttribute("class", "swatch");
    picture.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", "M0 10h42");
    line.setAttribute("style", `stroke: var(${look.variable}); stroke-width: 2.6; fill: none`);
    if (look.dash) {
      line.setAttribute("stroke-dasharray", look.dash.join(" "));
    }
    const mark = document.createElementNS(SVG, "path");
    mark.setAttribute("d", look.path);
    mark.setAttribute("transform", "translate(12 1) scale(.9)");
    mark.setAttribute("style", `fill: var(${look.variable})`);
    picture.append(line, mark);
    return picture;
  }

  /** A table of { caption, heads, columns, rows }, where a cell is { text, value }. */
  function table(data) {
    const numeric = data.columns.map((_, column) =>
      column >= data.heads && data.rows.some((row) => row[column].value !== null));
    const head = el("tr", {}, ...data.columns.map((name, column) =>
      el("th", { scope: "col", class: numeric[column] && "number" }, name)));
    const body = data.rows.map((row) =>
      el("tr", {}, ...row.map((cell, column) =>
        column < data.heads
          ? el("th", { scope: "row", "data-value": cell.value }, cell.text)
          : el("td", { class: numeric[column] && "number", "data-value": cell.value }, cell.text))));
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": data.caption },
      el("table", {},
        el("caption", {}, data.caption),
        el("thead", {}, head),
        el("tbody", {}, ...body)));
  }

  /** A table that is closed until it is wanted. */
  function folded(summary, data) {
    return el("details", {}, el("summary", {}, summary), table(data));
  }

  /** A button that saves the JSON of an element of the page as a file. */
  function saveButton(id, name) {
    return el("button", {
      type: "button",
      class: "quiet",
      onclick: () => {
        const data = JSON.parse(document.getElementById(id).textContent);
        const text = JSON.stringify(data, null, 2);
        const link = el("a", {
          href: URL.createObjectURL(new Blob([text], { type: "application/json" })),
          download: name,
        });
        link.click();
        URL.revokeObjectURL(link.href);
      },
    }, `Save ${name}`);
  }

  /* A browser may forbid storage, for a page from a file above all: then nothing is remembered. */
  const memory = {
    get(key) {
      try {
        return localStorage.getItem(key);
      } catch (e) {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) {
          localStorage.removeItem(key);
        } else {
          localStorage.setItem(key, value);
        }
      } catch (e) {
        return;
      }
    },
  };

  const THEME = "hexline-theme";
  const listeners = [];

  function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function showTheme(button) {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours");
    listeners.forEach((listener) => listener());
  }

  const remembered = memory.get(THEME);
  if (remembered === "light" || remembered === "dark") {
    document.documentElement.dataset.theme = remembered;
  }
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) {
      return;
    }
    showTheme(button);
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      document.documentElement.dataset.theme = theme;
      memory.set(THEME, theme);
      showTheme(button);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showTheme(button));
  });

  return {
    el,
    looks,
    color,
    swatch,
    table,
    folded,
    saveButton,
    memory,
    /** Calls a function after each change of the theme. */
    onTheme: (listener) => listeners.push(listener),
  };
})();
