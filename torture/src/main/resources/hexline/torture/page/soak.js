/* Draws the soaks with ECharts, as SVG: a line over time for each server. */
"use strict";

const SoakCharts = (() => {
  const { el } = Hexline;
  const MEGA = 1048576;
  const HEIGHT = 260;

  const PANELS = [
    {
      title: "Memory",
      sentence: "Resident memory of the process, in MB.",
      value: (sample) => sample.residentBytes / MEGA,
      form: (value) => `${value.toFixed(1)} MB`,
    },
    {
      title: "Descriptors",
      sentence: "Open file descriptors, sockets among them.",
      value: (sample) => sample.descriptors,
      form: (value) => String(value),
    },
    {
      title: "Threads",
      sentence: "Threads of the kernel.",
      value: (sample) => sample.threads,
      form: (value) => String(value),
    },
    {
      title: "Latency",
      sentence: "From the connect of a fresh client to its answer, in ms, logarithmic: the slowest of a hundred, or of as many as there were.",
      value: (sample) => sample.p99Millis,
      form: (value) => `${value.toPrecision(3)} ms`,
      logarithmic: true,
    },
  ];

  function axisStyle(theme) {
    return {
      axisLabel: { color: theme.faint, fontFamily: theme.font, fontSize: 12 },
      axisLine: { lineStyle: { color: theme.edge } },
      splitLine: { lineStyle: { color: theme.rule } },
      nameTextStyle: { color: theme.faint, fontFamily: theme.font, fontSize: 12 },
    };
  }

  /** What a reader sees who points at a moment: text, never markup. */
  function tip(panel, unit) {
    return (points) => el("div", { class: "tip" },
      el("b", {}, `${points[0].value[0].toFixed(1)} ${unit}`),
      ...points.filter((point) => point.value[1] !== null).map((point) =>
        el("div", {}, `${point.seriesName}: ${panel.form(point.value[1])}`)));
  }

  function draw(node, panel, servers, looks) {
    const theme = {
      faint: Hexline.color("--faint"),
      rule: Hexline.color("--rule"),
      edge: Hexline.color("--edge"),
      paper: Hexline.color("--paper"),
      font: getComputedStyle(document.body).fontFamily,
    };
    const longest = Math.max(...servers.map((server) => server.soak.seconds));
    const [scale, unit] = longest > 120 ? [60, "min"] : [1, "s"];
    const width = node.clientWidth;
    node.style.height = `${HEIGHT}px`;
    const chart = echarts.getInstanceByDom(node)
      || echarts.init(node, null, { renderer: "svg", width, height: HEIGHT });
    chart.resize({ width, height: HEIGHT });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: theme.font },
      aria: { enabled: true, label: { description: `${panel.title}. ${panel.sentence}` } },
      grid: { left: 54, right: 14, top: 14, bottom: 44 },
      tooltip: {
        trigger: "axis",
        confine: true,
        transitionDuration: 0,
        backgroundColor: theme.paper,
        borderColor: theme.edge,
        formatter: tip(panel, unit),
      },
      xAxis: {
        type: "value",
        name: unit,
        nameLocation: "middle",
        nameGap: 26,
        max: longest / scale,
        ...axisStyle(theme),
        axisLabel: { ...axisStyle(theme).axisLabel, showMaxLabel: false },
        splitLine: { show: false },
      },
      yAxis: { type: panel.logarithmic ? "log" : "value", ...axisStyle(theme) },
      series: servers.map((server) => {
        const look = looks.get(server.label);
        return {
          type: "line",
          name: server.label,
          showSymbol: false,
          connectNulls: false,
          data: server.soak.samples.map((sample) => [sample.second / scale, panel.value(sample)]),
          lineStyle: { color: look.color, width: 1.75, type: look.dash || "solid" },
          itemStyle: { color: look.color },
        };
      }),
    }, { notMerge: true });
  }

  /** The panels of some servers, which are drawn when they are in the document, and again when needed. */
  function panels(servers, looks) {
    const drawings = PANELS.map((panel) => [panel, el("div", { class: "drawing" })]);
    const redraw = () => drawings.forEach(([panel, node]) => draw(node, panel, servers, looks));
    requestAnimationFrame(redraw);
    Hexline.onTheme(redraw);
    let timer;
    addEventListener("resize", () => {
      clearTimeout(timer);
      timer = setTimeout(redraw, 100);
    });
    return el("div", { class: "panels" }, ...drawings.map(([panel, node]) =>
      el("figure", {}, el("h3", {}, panel.title), node, el("figcaption", {}, panel.sentence))));
  }

  return { panels };
})();
