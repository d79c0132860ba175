import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BarChart } from 'echarts/charts';
import { BrushComponent, GridComponent, ToolboxComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { bucketCount, histogramQuery, type EventScope } from '../../api/resources.ts';
import type { Histogram } from '../../api/types.ts';
import { useFormat } from '../../lib/use-format.ts';
import { absoluteRange } from '../../lib/time-range.ts';
import { readBrush } from './histogram-brush.ts';

echarts.use([BarChart, GridComponent, TooltipComponent, BrushComponent, ToolboxComponent, SVGRenderer]);

const height = 104;

/** Events over time. Dragging over the bars narrows the range to them. */
export function EventHistogram({
  scope,
  onZoom,
}: {
  readonly scope: EventScope;
  readonly onZoom: (range: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(histogramQuery(scope, bucketCount));
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const zoom = useRef<(from: number, to: number) => void>(() => undefined);
  const scheme = useComputedColorScheme('light');
  const data = query.data;
  useEffect(() => {
    zoom.current = (from, to) => onZoom(absoluteRange(new Date(from), new Date(to)));
  });
  useEffect(() => {
    if (!holder.current) return undefined;
    const made = echarts.init(holder.current, null, { renderer: 'svg', height });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(holder.current);
    made.on('brushEnd', (event: unknown) => {
      const range = readBrush(event);
      if (range && range[1] - range[0] >= 1) zoom.current(range[0], range[1]);
      made.dispatchAction({ type: 'brush', areas: [] });
    });
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (!chart.current || !data) return;
    chart.current.setOption(
      chartOption(data, scheme, (at) => format.dateTime(new Date(at).toISOString()), format.number),
      { notMerge: true },
    );
    chart.current.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'brush',
      brushOption: { brushType: 'lineX', brushMode: 'single' },
    });
  }, [data, scheme, format]);
  const label = data
    ? t('events.histogram', {
        count: data.total,
        from: format.dateTime(data.from),
        to: format.dateTime(data.to),
      })
    : t('common.loading');
  return (
    <figure style={{ margin: 0, padding: '0 24px 8px' }}>
      <figcaption
        className="t-3 t-num"
        style={{ fontSize: '0.75rem', display: 'flex', justifyContent: 'space-between' }}
      >
        <span>
          {data ? t('events.total', { count: data.total, formatted: format.number(data.total) }) : ' '}
        </span>
        <span>{data ? t('events.brushHint') : ' '}</span>
      </figcaption>
      <div
        ref={holder}
        role="img"
        aria-label={label}
        style={{ height, opacity: query.isFetching ? 0.6 : 1 }}
      />
    </figure>
  );
}

function chartOption(
  data: Histogram,
  scheme: string,
  time: (at: number) => string,
  count: (value: number) => string,
) {
  const dark = scheme === 'dark';
  const text = dark ? '#9696a2' : '#666671';
  const line = dark ? '#2a2a31' : '#e3e3e8';
  const half = data.bucketMs / 2;
  return {
    animation: false,
    grid: { left: 44, right: 4, top: 8, bottom: 20 },
    textStyle: { fontFamily: 'Inter Variable, sans-serif' },
    toolbox: { show: false },
    brush: {
      toolbox: ['lineX'],
      xAxisIndex: 0,
      throttleType: 'debounce',
      brushStyle: { color: dark ? 'rgba(124,124,240,.25)' : 'rgba(79,79,196,.18)', borderWidth: 0 },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: {
        type: 'shadow',
        shadowStyle: { color: dark ? 'rgba(255,255,255,.06)' : 'rgba(0,0,0,.05)' },
      },
      transitionDuration: 0,
      renderMode: 'richText',
      backgroundColor: dark ? '#202026' : '#ffffff',
      borderColor: line,
      textStyle: { color: dark ? '#ececf0' : '#1b1b1f', fontSize: 12 },
      formatter: (points: readonly { readonly value: readonly [number, number] }[]) => {
        const value = points[0]?.value;
        return value ? `${time(value[0] - half)} – ${time(value[0] + half)}\n${count(value[1])}` : '';
      },
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
      axisLabel: { color: text, fontSize: 11, formatter: (value: number) => shortNumber(value) },
      splitLine: { lineStyle: { color: line } },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 24,
        barCategoryGap: '12%',
        large: false,
        itemStyle: { color: dark ? '#7c7cf0' : '#4f4fc4', borderRadius: [1, 1, 0, 0] },
        data: data.buckets.map((bucket) => [Date.parse(bucket.at) + half, bucket.count]),
      },
    ],
  };
}

const shortNumber = (value: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact' }).format(value);
