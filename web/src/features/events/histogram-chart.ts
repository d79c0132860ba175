import type { Histogram } from '../../api/types.ts';

/** What the chart needs to say things in the reader's language. */
export interface ChartWords {
  readonly time: (at: number) => string;
  readonly count: (value: number) => string;
  /** The name of a severity or class. */
  readonly part: (value: string) => string;
}

interface Point {
  readonly dataIndex: number;
}

/** Severities from the least to the worst; the same colours as their marks. */
const severityOrder = ['unknown', 'informational', 'low', 'medium', 'high', 'critical', 'fatal'];
const severityColours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  unknown: ['#b9b9c3', '#55555f'],
  informational: ['#8a8a98', '#7a7a88'],
  low: ['#1f7fb5', '#3d9fd6'],
  medium: ['#d98a00', '#e0a33a'],
  high: ['#d9585a', '#e5686c'],
  critical: ['#a81f22', '#ff9ea1'],
  fatal: ['#6e1214', '#ffc9cb'],
};
/** For classes, the most frequent first; all others share the last. */
const palette: readonly (readonly [light: string, dark: string])[] = [
  ['#4f4fc4', '#7c7cf0'],
  ['#23855a', '#37a873'],
  ['#d98a00', '#e0a33a'],
  ['#1f7fb5', '#3d9fd6'],
  ['#a0489b', '#cf7fc9'],
  ['#8a8a98', '#7a7a88'],
];

/** One layer of the bars. */
export interface ChartPart {
  /** A severity or class; empty for what is left, or without a split. */
  readonly value: string;
  readonly colour: string;
  readonly total: number;
  /** By bucket. */
  readonly counts: readonly number[];
}

/** The layers of a histogram, the lowest first: one of all events, or one for each part with the rest together. */
export function chartParts(data: Histogram, isDark: boolean): readonly ChartPart[] {
  const shade = (pair: readonly [string, string] | undefined): string => pair?.[isDark ? 1 : 0] ?? '#888888';
  if (data.split === null) {
    const counts = data.buckets.map((bucket) => bucket.count);
    return [{ value: '', colour: shade(palette[0]), total: data.total, counts }];
  }
  const totals = new Map<string, number>();
  for (const { parts } of data.buckets)
    for (const { value, count } of parts) totals.set(value, (totals.get(value) ?? 0) + count);
  const isSeverity = data.split === 'severity';
  const ranked = [...totals].sort((a, b) =>
    isSeverity ? severityOrder.indexOf(a[0]) - severityOrder.indexOf(b[0]) : b[1] - a[1],
  );
  const apart = isSeverity ? ranked : ranked.slice(0, palette.length - 1);
  const layers = apart.map(([value, total], index): ChartPart => {
    const counts = data.buckets.map(({ parts }) => parts.find((part) => part.value === value)?.count ?? 0);
    return { value, total, counts, colour: shade(isSeverity ? severityColours[value] : palette[index]) };
  });
  const counted = layers.reduce((sum, layer) => sum + layer.total, 0);
  if (counted === data.total) return layers;
  const rest = data.buckets.map((bucket, index) =>
    layers.reduce((left, layer) => left - (layer.counts[index] ?? 0), bucket.count),
  );
  return [...layers, { value: '', total: data.total - counted, counts: rest, colour: shade(palette.at(-1)) }];
}

/** What a bucket holds, in words: its time, its events, and its parts. */
export function bucketText(
  data: Histogram,
  parts: readonly ChartPart[],
  index: number,
  words: ChartWords,
): string {
  const bucket = data.buckets[index];
  if (bucket === undefined) return '';
  const from = Date.parse(bucket.at);
  const lines = [`${words.time(from)} – ${words.time(from + data.bucketMs)}`, words.count(bucket.count)];
  if (data.split !== null) {
    for (const part of parts) {
      const count = part.counts[index] ?? 0;
      if (count > 0) lines.push(`${words.part(part.value)}: ${words.count(count)}`);
    }
  }
  return lines.join('\n');
}

/** The chart as ECharts takes it. */
export function chartOption(
  data: Histogram,
  parts: readonly ChartPart[],
  isDark: boolean,
  words: ChartWords,
) {
  const text = isDark ? '#9696a2' : '#666671';
  const line = isDark ? '#2a2a31' : '#e3e3e8';
  const half = data.bucketMs / 2;
  const starts = data.buckets.map((bucket) => Date.parse(bucket.at));
  return {
    animation: false,
    grid: { left: 44, right: 4, top: 8, bottom: 20 },
    textStyle: { fontFamily: 'Inter Variable, sans-serif' },
    toolbox: { show: false },
    brush: {
      toolbox: ['lineX'],
      xAxisIndex: 0,
      throttleType: 'debounce',
      brushStyle: { color: isDark ? 'rgba(124,124,240,.25)' : 'rgba(79,79,196,.18)', borderWidth: 0 },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: {
        type: 'shadow',
        shadowStyle: { color: isDark ? 'rgba(255,255,255,.06)' : 'rgba(0,0,0,.05)' },
      },
      transitionDuration: 0,
      renderMode: 'richText',
      confine: true,
      backgroundColor: isDark ? '#202026' : '#ffffff',
      borderColor: line,
      textStyle: { color: isDark ? '#ececf0' : '#1b1b1f', fontSize: 12 },
      formatter: (points: readonly Point[]) => bucketText(data, parts, points[0]?.dataIndex ?? -1, words),
    },
    xAxis: {
      type: 'time',
      min: Date.parse(data.from),
      max: Date.parse(data.to),
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: text, fontSize: 11, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      splitNumber: 2,
      minInterval: 1,
      axisLabel: { color: text, fontSize: 11, formatter: shortNumber },
      splitLine: { lineStyle: { color: line } },
    },
    series: parts.map((part) => ({
      type: 'bar',
      stack: 'all',
      barMaxWidth: 24,
      barCategoryGap: '12%',
      large: false,
      itemStyle: { color: part.colour },
      data: part.counts.map((count, index) => [(starts[index] ?? 0) + half, count]),
    })),
  };
}

const shortNumber = (value: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact' }).format(value);
