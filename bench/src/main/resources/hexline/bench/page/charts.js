/* Draws the panels of a chart with ECharts, as SVG. A panel is { kind, title, sentence, data }; the
   kinds are the functions of KINDS. Logarithmic axes are linear axes of logarithms, because those of
   ECharts label powers of ten only. */
"use strict";

const Charts = (() => {
  const { el } = Hexline;
  const ROW = 32; // pixels of a server in panels that have a row for each
  const LETTER = 7.2; // pixels of a letter at 13 pixels, on average

  /* ---- numbers ---- */

  const FORMS = [0, 1, 2, 3, 4, 5, 6].map((digits) =>
    new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));

  /** Three significant digits. */
  function significant(number) {
    if (number === 0) {
      return "0";
    }
    const size = Math.floor(Math.log10(Math.abs(Number(number.toPrecision(3)))));
    return FORMS[Math.min(6, Math.max(0, 2 - size))].format(Number(number.toPrecision(3)));
  }

  /** Without zeros at the end, for ticks. */
  function plain(number) {
    return new Intl.NumberFormat("en", { maximumSignificantDigits: 3 }).format(number);
  }

  function timeWith(form, nanos) {
    const micros = nanos / 1e3;
    if (micros < 999.5) {
      return form(micros) + " µs";
    }
    return micros < 999500 ? form(micros / 1e3) + " ms" : form(micros / 1e6) + " s";
  }

  const time = (nanos) => timeWith(significant, nanos);

  function bytesWith(form, bytes) {
    const kB = bytes / 1024;
    if (Math.abs(kB) < 999.5) {
      return form(kB) + " kB";
    }
    return Math.abs(kB) < 1023488 ? form(kB / 1024) + " MB" : form(kB / 1048576) + " GB";
  }

  const bytes = (value) => bytesWith(significant, value);
  const ratio = (value) =>
    value < 9.995 && value >= 0.0995 ? value.toFixed(2) : significant(value);
  const rate = (value) => significant(value) + "/s";

  /** A value and its interval in words. */
  function interval(form, value, low, high) {
    return low === null || high === null
      ? `${form(value)}, no interval`
      : `${form(value)} (${form(low)} to ${form(high)})`;
  }

  /* ---- axes ---- */

  const log = Math.log10;

  const STEPS = [[1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 3, 5, 7], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

  /** Ticks at round numbers on a logarithmic axis, as many as there is room for. */
  function logTicks(from, to, most) {
    const inside = (tick) => tick >= from - 1e-9 && tick <= to + 1e-9;
    if (to - from < 0.3) { // less than a factor of 2: equal steps
      const ticks = linearTicks(10 ** to - 10 ** from, most - 1);
      const step = ticks[1] - ticks[0];
      const first = Math.ceil(10 ** from / step) * step;
      return ticks.map((_, place) => log(first + place * step)).filter(inside);
    }
    for (const steps of STEPS) {
      const ticks = [];
      for (let power = Math.floor(from); power <= Math.ceil(to); power++) {
        ticks.push(...steps.map((step) => power + log(step)).filter(inside));
      }
      if (ticks.length <= most) {
        return ticks;
      }
    }
    return [from, to];
  }

  /** The least and the greatest of the logarithms of some values, with a margin. */
  function logRange(values, margin) {
    const found = values.filter((value) => value !== null && value > 0).map(log);
    if (found.length === 0) {
      return [0, 1];
    }
    const least = Math.min(...found);
    const most = Math.max(...found);
    const pad = Math.max(margin, (most - least) * 0.06);
    return [least - pad, most + pad];
  }

  /** Round ticks from 0 to beyond a value. */
  function linearTicks(most, count) {
    if (!(most > 0)) {
      return [0, 1];
    }
    const power = 10 ** Math.floor(log(most / count));
    const step = [1, 2, 2.5, 5, 10].map((s) => s * power).find((s) => most / s <= count);
    const ticks = [];
    for (let i = 0; i <= Math.ceil(most / step - 1e-9); i++) {
      ticks.push(i * step);
    }
    return ticks;
  }

  function style() {
    return {
      ink: Hexline.color("--ink"),
      faint: Hexline.color("--faint"),
      rule: Hexline.color("--rule"),
      edge: Hexline.color("--edge"),
      paper: Hexline.color("--paper"),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  function valueAxis(theme, ticks, form, name, extra) {
    return {
      type: "value",
      min: ticks[0],
      max: ticks[ticks.length - 1],
      name,
      nameLocation: "middle",
      nameGap: 30,
      nameTextStyle: { color: theme.faint, fontFamily: theme.font, fontSize: 12 },
      axisLine: { show: false },
      axisTick: { show: false, customValues: ticks },
      axisLabel: {
        color: theme.faint,
        fontFamily: theme.font,
        fontSize: 12,
        customValues: ticks,
        hideOverlap: true,
        formatter: form,
      },
      splitLine: { lineStyle: { color: theme.rule, width: 1 } },
      ...extra,
    };
  }

  /** One row for each server, from the top. */
  function rowAxis(theme, names, width) {
    const longest = Math.max(...names.map((name) => name.length), 4) * LETTER + 8;
    const room = Math.min(longest, Math.max(90, width * 0.34));
    return {
      room,
      axis: {
        type: "category",
        data: names,
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          interval: 0,
          margin: 10,
          color: theme.ink,
          fontFamily: theme.font,
          fontSize: 13,
          width: room,
          overflow: "truncate",
        },
      },
    };
  }

  /* ---- marks ---- */

  /* Moved by the position of the element: ECharts keeps the shape of a path when it draws anew. */
  function markPath(look, x, y, size, hollow, theme) {
    return {
      type: "path",
      z2: 3,
      x,
      y,
      shape: { pathData: look.path, x: -size / 2, y: -size / 2, width: size, height: size },
      style: {
        fill: hollow ? theme.paper : look.color,
        stroke: look.color,
        lineWidth: hollow ? 2 : 0,
      },
    };
  }

  function segment(x1, y1, x2, y2, color, width, dash) {
    return {
      type: "line",
      z2: 2,
      shape: { x1, y1, x2, y2 },
      style: { stroke: color, lineWidth: width, lineDash: dash || null, fill: null },
    };
  }

  /** A horizontal interval with caps; an end outside the axis is an arrow at its edge. */
  function whisker(low, high, y, area, color, width) {
    const left = area.x;
    const right = area.x + area.width;
    const parts = [
      segment(Math.max(low, left), y, Math.min(high, right), y, color, width),
    ];
    for (const [x, edge, sign] of [[low, left, 1], [high, right, -1]]) {
      const outside = sign > 0 ? x < edge : x > edge;
      if (outside) {
        parts.push({
          type: "polyline",
          z2: 2,
          shape: { points: [[edge + 5 * sign, y - 4], [edge, y], [edge + 5 * sign, y + 4]] },
          style: { stroke: color, lineWidth: width, fill: "none" },
        });
      } else {
        parts.push(segment(x, y - 4, x, y + 4, color, width));
      }
    }
    return parts;
  }

  function upright(x, low, high, color, width) {
    return [
      segment(x, low, x, high, color, width),
      segment(x - 3.5, low, x + 3.5, low, color, width),
      segment(x - 3.5, high, x + 3.5, high, color, width),
    ];
  }

  function note(text, x, y, color, theme, width) {
    return {
      type: "text",
      z2: 4,
      style: {
        text,
        x,
        y,
        fill: color,
        font: `12px ${theme.font}`,
        verticalAlign: "middle",
        width,
        overflow: width ? "truncate" : null,
        backgroundColor: theme.paper, // over the lines of the axis
        padding: [2, 4],
      },
    };
  }

  /** A series of items, each drawn by a function of (item, api, area). */
  function drawn(items, draw, extra) {
    return {
      type: "custom",
      clip: false,
      data: items.map((item) => ({ value: item.value, tip: item.tip })),
      renderItem: (params, api) => ({
        type: "group",
        children: draw(items[params.dataIndex], api, params.coordSys).filter(Boolean),
      }),
      ...extra,
    };
  }

  function upline(x, theme, label) {
    return {
      silent: true,
      z: 1, // below what the series draws
      symbol: "none",
      animation: false,
      lineStyle: { color: theme.edge, width: 1.25, type: "solid" },
      label: label
        ? {
            formatter: label,
            color: theme.faint,
            fontFamily: theme.font,
            fontSize: 12,
            position: "start",
            distance: 5,
          }
        : { show: false },
      data: [{ xAxis: x }],
    };
  }

  /* ---- kinds of panels: each returns { height, option } ---- */

  function rowsOption(theme, width, names, xAxis, series, top) {
    const { room, axis } = rowAxis(theme, names, width);
    const head = top || 6;
    return {
      height: head + names.length * ROW + 46,
      option: {
        grid: { left: room + 14, right: 16, top: head, bottom: 46 },
        xAxis,
        yAxis: axis,
        series,
      },
    };
  }

  const viewOf = (data, reference) =>
    data.views.find((each) => each.reference === reference) || data.views[0];

  function forest(data, theme, looks, width, hidden, { reference, peers }) {
    const view = viewOf(data, reference);
    const rows = view.rows.filter((row) => !hidden.has(row.server));
    const [low, high] = logRange(
      peers.filter((peer) => peer.scale === data.scale)
        .flatMap((peer) => viewOf(peer, reference).rows)
        .filter((row) => !hidden.has(row.server))
        .flatMap((row) => [row.ratio, row.low, row.high])
        .concat([0.8, 1.25])
        .map((value) => value === null ? null : Math.min(100, Math.max(0.01, value))),
      0.03);
    const axis = valueAxis(
      theme,
      logTicks(low, high, width < 420 ? 5 : 8),
      (value) => plain(10 ** value),
      rows.length < 2 ? undefined
        : `${data.figure} as a multiple of ${view.reference}'s`
          + (data.moreIsBetter ? "" : "; less is better"),
      { min: low, max: high });
    const items = rows.map((row, index) => ({
      row,
      value: [row.ratio === null ? 0 : log(row.ratio), index],
      tip: [
        row.server,
        row.ratio === null
          ? row.failure || "not compared"
          : row.server === view.reference
            ? "the reference"
            : interval(ratio, row.ratio, row.low, row.high),
        row.ratio === null || row.server === view.reference
          ? null
          : row.toldApart ? "told apart" : "not told apart",
      ],
    }));
    const series = drawn(items, ({ row, value }, api, area) => {
      const [x, y] = api.coord(value);
      const look = looks.get(row.server);
      if (row.ratio === null) {
        return [note(row.failure, area.x, y, theme.faint, theme, area.width - 8)];
      }
      if (row.server === view.reference) {
        return [markPath(look, x, y, 12, false, theme)];
      }
      return [
        ...(row.low === null
          ? []
          : whisker(api.coord([log(row.low), 0])[0], api.coord([log(row.high), 0])[0], y, area,
              look.color, 2)),
        markPath(look, x, y, 12, !row.toldApart, theme),
      ];
    }, { markLine: upline(0, theme) });
    return rowsOption(theme, width, rows.map((row) => row.server), axis, [series]);
  }

  const counted = new Intl.NumberFormat("en");

  function rateTip(line, mark) {
    return [
      `${line.server}, ${counted.format(mark.x)} connections`,
      interval(rate, mark.y, mark.low, mark.high),
    ];
  }

  function rates(data, theme, looks, width, hidden) {
    const lines = data.lines.filter((line) => !hidden.has(line.server));
    const most = Math.max(1, ...lines.flatMap((line) =>
      line.marks.map((mark) => mark.high === null ? mark.y : mark.high)));
    if (data.ticks.length === 1) {
      return ratesInRows(lines, most, data.ticks[0], theme, looks, width);
    }
    const positions = data.ticks.map(log);
    const pad = 0.25;
    const xAxis = valueAxis(
      theme,
      positions,
      (value) => counted.format(Math.round(10 ** value)),
      "connections",
      { min: positions[0] - pad, max: positions[positions.length - 1] + pad,
        splitLine: { show: false },
        axisLine: { show: true, onZero: false, lineStyle: { color: theme.edge } } });
    const yTicks = linearTicks(most, 5);
    const yAxis = valueAxis(theme, yTicks, (value) => plain(value), undefined);
    const series = lines.map((line, place) => {
      const look = looks.get(line.server);
      const aside = (place - (lines.length - 1) / 2) * 7;
      const items = line.marks.map((mark, index) => ({
        mark,
        before: line.marks[index - 1],
        value: [log(mark.x), mark.y],
        tip: rateTip(line, mark),
      }));
      return drawn(items, ({ mark, before, value }, api) => {
        const [x, y] = api.coord(value);
        const parts = [];
        if (before) {
          const [x0, y0] = api.coord([log(before.x), before.y]);
          parts.push(segment(x0 + aside, y0, x + aside, y, look.color, 1.75, look.dash));
        }
        if (mark.low !== null) {
          parts.push(...upright(x + aside, api.coord([value[0], mark.low])[1],
            api.coord([value[0], mark.high])[1], look.color, 1.5));
        }
        parts.push(markPath(look, x + aside, y, 11, false, theme));
        return parts;
      }, { name: line.server });
    });
    return {
      height: 300,
      option: { grid: { left: 62, right: 14, top: 14, bottom: 48 }, xAxis, yAxis, series },
    };
  }

  /** With one number of connections there is no line to draw. */
  function ratesInRows(lines, most, connections, theme, looks, width) {
    const xAxis = valueAxis(theme, linearTicks(most, width < 420 ? 3 : 5), (value) => plain(value),
      `requests/s over ${counted.format(connections)} connections`);
    const series = lines.map((line, row) => {
      const look = looks.get(line.server);
      const items = line.marks.map((mark) => ({ mark, value: [mark.y, row], tip: rateTip(line, mark) }));
      return drawn(items, ({ mark, value }, api, area) => {
        const [x, y] = api.coord(value);
        return [
          ...(mark.low === null ? [] : whisker(api.coord([mark.low, 0])[0], api.coord([mark.high, 0])[0],
            y, area, look.color, 2)),
          markPath(look, x, y, 12, false, theme),
        ];
      }, { name: line.server });
    });
    return rowsOption(theme, width, lines.map((line) => line.server), xAxis, series);
  }

  const NINES = [50, 90, 99, 99.9, 99.99];
  const nines = (percentile) => -log(1 - percentile / 100);

  function percentiles(data, theme, looks, width, hidden) {
    const curves = data.curves.filter((curve) => !hidden.has(curve.server) && curve.marks.length > 0);
    const [low, high] = logRange(
      curves.flatMap((curve) => curve.marks.flatMap((mark) => [mark.y, mark.low, mark.high])), 0.05);
    const last = Math.max(2, ...curves.flatMap((curve) => curve.marks.map((mark) => nines(mark.x))));
    const ticks = NINES.map(nines).filter((tick) => tick <= last + 1e-9);
    const xAxis = valueAxis(
      theme,
      ticks,
      (value) => `${plain2(100 * (1 - 10 ** -value))} %`,
      "of the requests are answered within",
      { min: ticks[0] - 0.12, max: last + 0.12, splitLine: { show: false },
        axisLine: { show: true, onZero: false, lineStyle: { color: theme.edge } } });
    const yTicks = logTicks(low, high, 8);
    const yAxis = valueAxis(theme, yTicks, (value) => timeWith(plain, 10 ** value), undefined,
      { min: low, max: high });
    const series = curves.flatMap((curve) => {
      const look = looks.get(curve.server);
      const intended = curve.clock === "intended";
      const tip = (mark) => [
        `${curve.server}, p${mark.x}`,
        mark.low === null ? time(mark.y) : interval(time, mark.y, mark.low, mark.high),
        data.clocks.length > 1 ? `from the ${intended ? "intended start" : "send"}` : null,
      ];
      const points = {
        type: "line",
        name: curve.server,
        data: curve.marks.map((mark) => ({ value: [nines(mark.x), log(mark.y)], tip: tip(mark) })),
        symbol: intended ? `path://${look.path}` : "none",
        symbolSize: 8,
        itemStyle: { color: look.color },
        lineStyle: { color: look.color, width: intended ? 2 : 1, type: look.dash || "solid" },
        emphasis: { disabled: true },
      };
      const bars = drawn(
        curve.marks.filter((mark) => mark.low !== null).map((mark) => ({
          mark,
          value: [nines(mark.x), log(mark.y)],
          tip: tip(mark),
        })),
        ({ mark, value }, api) => {
          const aside = place(curves, curve) * 4;
          return upright(api.coord(value)[0] + aside, api.coord([value[0], log(mark.low)])[1],
            api.coord([value[0], log(mark.high)])[1], look.color, 1.25);
        },
        { name: curve.server, z: 1 });
      return [points, bars];
    });
    return {
      height: 320,
      option: { grid: { left: 62, right: 18, top: 14, bottom: 48 }, xAxis, yAxis, series },
    };
  }

  /** The place of a curve among those of its clock, around 0, so that their bars do not overlap. */
  function place(curves, curve) {
    const same = curves.filter((each) => each.clock === curve.clock);
    return same.indexOf(curve) - (same.length - 1) / 2;
  }

  function plain2(number) {
    return new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(number);
  }

  function stacks(data, theme, looks, width, hidden) {
    const rows = data.stacks.filter((row) => !hidden.has(row.server));
    const most = Math.max(1e-9, ...rows.map((row) =>
      Math.max(row.user + row.system, row.high === null ? 0 : row.high)));
    const ticks = linearTicks(most, width < 380 ? 4 : 6);
    const xAxis = valueAxis(theme, ticks, (value) => plain(value), `${data.unit} per request`);
    const tip = (row) => [
      row.server,
      interval((value) => `${significant(value)} ${data.unit}`, row.user + row.system, row.low, row.high),
      `own code ${significant(row.user)} ${data.unit}, kernel ${significant(row.system)} ${data.unit}`,
    ];
    const bar = (name, part, hatch) => ({
      type: "bar",
      name,
      stack: "time",
      barWidth: 14,
      data: rows.map((row) => ({
        value: row.failure ? 0 : row[part],
        tip: row.failure ? [row.server, row.failure] : tip(row),
        itemStyle: {
          color: looks.get(row.server).color,
          decal: hatch
            ? { symbol: "rect", color: theme.paper, dashArrayX: [1, 0], dashArrayY: [2.5, 3.5], rotation: -Math.PI / 4 }
            : { symbol: "none" },
        },
      })),
      emphasis: { disabled: true },
    });
    const ends = drawn(
      rows.map((row, index) => ({
        row,
        value: [row.failure ? 0 : row.user + row.system, index],
        tip: row.failure ? [row.server, row.failure] : tip(row),
      })),
      ({ row, value }, api, area) => {
        const y = api.coord(value)[1];
        if (row.failure) {
          return [note(row.failure, area.x, y, theme.faint, theme, area.width - 8)];
        }
        return row.low === null
          ? []
          : [
              ...whisker(api.coord([row.low, 0])[0], api.coord([row.high, 0])[0], y, area, theme.paper, 4),
              ...whisker(api.coord([row.low, 0])[0], api.coord([row.high, 0])[0], y, area, theme.ink, 1.5),
            ];
      },
      { name: "interval", z: 5 });
    return rowsOption(theme, width, rows.map((row) => row.server), xAxis,
      [bar("own code", "user", false), bar("kernel", "system", true), ends]);
  }

  const median = (values) => {
    const sorted = [...values].sort((one, other) => one - other);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  };

  function growth(data, theme, looks, width, hidden) {
    const MB = 1024 * 1024;
    const lines = data.lines.filter((line) => !hidden.has(line.server) && line.marks.length > 1);
    const mostX = Math.max(1, ...lines.flatMap((line) => line.marks.map((mark) => mark.x)));
    const fit = (line) => { // through the marks, as the median of their distances
      const slope = line.slope / MB;
      const start = median(line.marks.map((mark) => mark.y / MB - slope * mark.x));
      const end = line.marks[line.marks.length - 1].x;
      return [[0, start], [end, start + slope * end]];
    };
    const mostY = Math.max(0.1, ...lines.flatMap((line) =>
      [...line.marks.map((mark) => mark.y / MB), fit(line)[1][1]]));
    const leastY = Math.min(0, ...lines.flatMap((line) => line.marks.map((mark) => mark.y / MB)));
    const xTicks = linearTicks(mostX, width < 380 ? 4 : 5);
    const yTicks = linearTicks(mostY, 5);
    const step = yTicks[1] - yTicks[0];
    while (yTicks[0] > leastY + 1e-9) {
      yTicks.unshift(yTicks[0] - step);
    }
    const xAxis = valueAxis(theme, xTicks, (value) => counted.format(value),
      "idle connections",
      { min: 0, max: xTicks[xTicks.length - 1], splitLine: { show: false } });
    const yAxis = valueAxis(theme, yTicks, (value) => `${plain(value)} MB`, undefined);
    const series = lines.flatMap((line) => {
      const look = looks.get(line.server);
      return [
        {
          type: "line",
          name: line.server,
          data: fit(line),
          symbol: "none",
          silent: true,
          lineStyle: { color: look.color, width: 1.75, type: look.dash || "solid" },
          emphasis: { disabled: true },
        },
        {
          type: "scatter",
          name: line.server,
          data: line.marks.map((mark) => ({
            value: [mark.x, mark.y / MB],
            tip: [
              `${line.server}, ${counted.format(mark.x)} connections`,
              `${bytes(mark.y)} more than without any`,
              `slope: ${bytes(line.slope)} a connection`,
            ],
          })),
          symbol: `path://${look.path}`,
          symbolSize: 10,
          itemStyle: { color: look.color, opacity: 1 },
          emphasis: { disabled: true },
        },
      ];
    });
    return {
      height: 300,
      option: { grid: { left: 62, right: 24, top: 14, bottom: 48 }, xAxis, yAxis, series },
    };
  }

  function dots(data, theme, looks, width, hidden) {
    const rows = data.dots.filter((row) => !hidden.has(row.server));
    const floor = 0.2; // kB; a slope below that is noise, and an interval may go below 0
    const [low, high] = logRange(
      rows.flatMap((row) => [row.value, row.low, row.high])
        .map((value) => value === null ? null : Math.max(floor, value / 1024)),
      0.1);
    const xAxis = valueAxis(theme, logTicks(low, high, width < 420 ? 4 : 6),
      (value) => `${plain(10 ** value)} kB`, "per connection, logarithmic", { min: low, max: high });
    const place = (value) => log(Math.max(floor / 100, value / 1024));
    const items = rows.map((row, index) => ({
      row,
      value: [place(row.value), index],
      tip: [row.server, interval(bytes, row.value, row.low, row.high)],
    }));
    const series = drawn(items, ({ row, value }, api, area) => {
      const [x, y] = api.coord(value);
      const look = looks.get(row.server);
      return [
        ...(row.low === null
          ? []
          : whisker(api.coord([place(row.low), 0])[0], api.coord([place(row.high), 0])[0], y, area,
              look.color, 2)),
        markPath(look, Math.max(area.x, x), y, 12, false, theme),
      ];
    });
    return rowsOption(theme, width, rows.map((row) => row.server), xAxis, [series]);
  }

  function victims(data, theme, looks, width, hidden) {
    const rows = data.victims.filter((row) => !hidden.has(row.server));
    const [low, high] = logRange(
      rows.flatMap((row) => [row.median, row.low, row.high, row.tail]).concat([data.alone]), 0.12);
    const ticks = logTicks(low, high, width < 380 ? 4 : 6);
    const xAxis = valueAxis(theme, ticks, (value) => timeWith(plain, 10 ** value),
      "a client waits for its answer", { min: low, max: high });
    const items = rows.map((row, index) => {
      const unanswered = `${row.unanswered} of ${row.clients} clients without an answer`;
      return {
        row,
        unanswered,
        value: [row.median === null ? log(data.alone) : log(row.median), index],
        tip: [
          row.server,
          row.failure || (row.median === null ? "too few answers for a median"
            : `p50 ${interval(time, row.median, row.low, row.high)}`),
          row.tail === null ? null : `p99 ${time(row.tail)}`,
          row.unanswered > 0 ? unanswered : null,
        ],
      };
    });
    const series = drawn(items, ({ row, value, unanswered }, api, area) => {
      const [x, y] = api.coord(value);
      const look = looks.get(row.server);
      if (row.failure || row.median === null) {
        const text = row.failure || (row.unanswered > 0 ? unanswered : "too few answers");
        return [note(text, area.x, y, theme.ink, theme, area.width - 8)];
      }
      const parts = [];
      let end = x;
      if (row.tail !== null) {
        end = api.coord([log(row.tail), 0])[0];
        parts.push(segment(x, y, end, y, look.color, 1.25), segment(end, y - 3, end, y + 3, look.color, 1.25));
      }
      if (row.low !== null) {
        parts.push(...whisker(api.coord([log(row.low), 0])[0], api.coord([log(row.high), 0])[0], y,
          area, look.color, 3));
      }
      parts.push(markPath(look, x, y, 12, false, theme));
      if (row.unanswered > 0) {
        const room = area.x + area.width - end - 14;
        const text = Math.max(room, x - area.x) > 250 ? unanswered : `${row.unanswered} of ${row.clients} unanswered`;
        const words = note(text, room > 130 ? end + 10 : x - 12, y, theme.ink, theme);
        words.style.textAlign = room > 130 ? "left" : "right";
        parts.push(words);
      }
      return parts;
    }, { markLine: upline(log(data.alone), theme, data.aloneIs) });
    return rowsOption(theme, width, rows.map((row) => row.server), xAxis, [series], 22);
  }

  /** A figure of two runs: { unit, before, after }. */
  function pair(data, theme, looks, width) {
    const isBytes = data.unit === "bytes";
    const form = isBytes ? bytes : ratio;
    const scale = isBytes ? 1024 : 1;
    const place = (value) => log(Math.max(1e-3, value / scale));
    const both = [data.before, data.after];
    const [low, high] = logRange(
      both.flatMap((each) => [each.value, each.low, each.high]).concat(isBytes ? [] : [1])
        .map((value) => value === null ? null : Math.max(0.01, value / scale)),
      0.05);
    const xAxis = valueAxis(theme, logTicks(low, high, width < 420 ? 5 : 8),
      (value) => plain(10 ** value) + (isBytes ? " kB" : ""), data.figure, { min: low, max: high });
    const look = looks.get(data.server);
    const items = both.map((each, index) => ({
      each,
      hollow: index === 0,
      value: [place(each.value), index],
      tip: [index === 0 ? "before" : "after", interval(form, each.value, each.low, each.high)],
    }));
    const series = drawn(items, ({ each, hollow, value }, api, area) => {
      const [x, y] = api.coord(value);
      return [
        ...(each.low === null ? [] : whisker(api.coord([place(each.low), 0])[0],
          api.coord([place(each.high), 0])[0], y, area, look.color, 2)),
        markPath(look, x, y, 12, hollow, theme),
      ];
    }, isBytes ? {} : { markLine: upline(0, theme) });
    return rowsOption(theme, width, ["before", "after"], xAxis, [series]);
  }

  const KINDS = { forest, rates, percentiles, stacks, growth, dots, victims, pair };

  /** What a reader sees who points at a mark: text, never markup. */
  function tip(params) {
    const lines = params.data && params.data.tip;
    if (!lines) {
      return "";
    }
    const [title, ...rest] = lines.filter((line) => line !== null);
    return el("div", { class: "tip" }, el("b", {}, title), ...rest.map((line) => el("div", {}, line)));
  }

  /**
   * Draws a panel into an element.
   *
   * @param hidden names of servers that are left out
   * @param choice { reference, peers }: the server of which ratios are multiples, and the data of
   *     all panels of ratios, which share axes
   */
  function draw(node, panel, looks, hidden, choice) {
    const theme = style();
    const width = node.clientWidth;
    const { height, option } = KINDS[panel.kind](
      panel.data, theme, looks, width, hidden, choice);
    node.style.height = `${height}px`;
    const chart = echarts.getInstanceByDom(node)
      || echarts.init(node, null, { renderer: "svg", width, height });
    chart.resize({ width, height });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: theme.font },
      aria: { enabled: true, label: { description: `${panel.title}. ${panel.sentence}` } },
      tooltip: {
        trigger: "item",
        confine: true,
        transitionDuration: 0,
        backgroundColor: theme.paper,
        borderColor: theme.edge,
        padding: [6, 10],
        extraCssText: "white-space: normal; max-width: min(22rem, 75vw); overflow-wrap: anywhere",
        formatter: tip,
      },
      ...option,
    }, { notMerge: true });
    return chart;
  }

  return { draw, isPossible: () => typeof echarts === "object", significant, time, bytes, rate };
})();
