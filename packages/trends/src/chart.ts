import { LineChart, type LineSeriesOption } from "echarts/charts";
import { GridComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { Markup } from "./markup.ts";

use([LineChart, GridComponent, MarkLineComponent, SVGRenderer]);

/** A line over time; null where it is interrupted. Colours are names of CSS variables. */
export interface ChartLine {
  colour: string;
  /** Days as `2026-11-21`. */
  points: readonly (readonly [date: string, value: number | null])[];
}

export interface Chart {
  lines: readonly ChartLine[];
  /** Days to which a vertical line points. */
  marks: readonly { date: string; colour: string }[];
  /** The values that the chart shows at least. */
  from: number;
  to?: number;
}

const WIDTH = 340;
const HEIGHT = 120;
const DAY_MS = 86_400_000;

/** A chart as SVG, in the colours of the page that it is put in: no ids, classes, styles or scripts, and no text but numbers. */
export function drawChart({ lines, marks, from, to }: Chart): Markup {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  try {
    const days = lines.flatMap(({ points }) => points.map(([date]) => Date.parse(date)));
    const [first, last] = days.reduce(
      ([low, high], day) => [Math.min(low, day), Math.max(high, day)],
      [Infinity, -Infinity],
    );
    const margin = first === last ? DAY_MS : 0;
    chart.setOption({
      animation: false,
      grid: { left: 48, right: 10, top: 10, bottom: 8 },
      xAxis: { type: "value", show: false, min: first - margin, max: last + margin },
      yAxis: {
        type: "value",
        min: from,
        ...(to === undefined ? {} : { max: to }),
        splitNumber: 3,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          color: colour("muted"),
          fontSize: 11,
          hideOverlap: true,
          formatter: (value: number) => String(Number(value.toPrecision(4))),
        },
        splitLine: { lineStyle: { color: colour("grid") } },
      },
      series: lines.map((line, index) => toSeries(line, index === 0 ? marks : [])),
    });
    return new Markup(strip(chart.renderToSVGString({ useViewBox: true })));
  } finally {
    chart.dispose();
  }
}

/** So many points are drawn as dots; more of them would hide the line. */
const MOST_DOTS = 12;

function toSeries({ colour: name, points }: ChartLine, marks: Chart["marks"]): LineSeriesOption {
  return {
    type: "line",
    silent: true,
    symbol: "circle",
    symbolSize: 5,
    showSymbol: points.length <= MOST_DOTS,
    lineStyle: { color: colour(name), width: 2 },
    itemStyle: { color: colour(name) },
    data: points.map(([date, value]) => [Date.parse(date), value ?? "-"]),
    ...(marks.length === 0
      ? {}
      : {
          markLine: {
            symbol: "none",
            silent: true,
            label: { show: false },
            data: marks.map((mark) => ({
              xAxis: Date.parse(mark.date),
              lineStyle: { color: colour(mark.colour), type: "dashed" },
            })),
          },
        }),
  };
}

function colour(name: string): string {
  return `var(--${name})`;
}

/** Takes out what only moving charts need, and what differs from one drawing to the next. The page sizes and names the chart and sets its font. */
function strip(svg: string): string {
  return svg
    .replace(/<(style|defs)[\s\S]*?<\/\1>/g, "")
    .replace(/ (?:class|style|clip-path|pointer-events|ecmeta_\w+|xmlns(?::\w+)?|version|baseProfile)="[^"]*"/g, "")
    .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true"')
    .replace(/\s*\n\s*/g, "");
}
