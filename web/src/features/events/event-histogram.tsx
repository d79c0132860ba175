import { ActionIcon, SegmentedControl, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconZoomOut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { BarChart } from 'echarts/charts';
import { BrushComponent, GridComponent, ToolboxComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { bucketCount, histogramQuery, type EventScope, type HistogramSplit } from '../../api/resources.ts';
import type { Histogram } from '../../api/types.ts';
import { absoluteRange } from '../../lib/time-range.ts';
import { useFormat } from '../../lib/use-format.ts';
import { readSeverity } from '../../components/badges.tsx';
import classes from './event-histogram.module.css';
import { readBrush } from './histogram-brush.ts';
import { bucketText, chartOption, chartParts, type ChartPart, type ChartWords } from './histogram-chart.ts';
import { moveCursor, selectedBuckets, type HistogramCursor } from './histogram-cursor.ts';

echarts.use([BarChart, GridComponent, TooltipComponent, BrushComponent, ToolboxComponent, SVGRenderer]);

const height = 104;

/** Events over time, split as the reader wants. Dragging over the bars, or Enter on a selection, narrows the range. */
export function EventHistogram(props: {
  readonly scope: EventScope;
  readonly split: HistogramSplit | undefined;
  readonly onSplit: (split: HistogramSplit | undefined) => void;
  readonly onZoom: (range: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { scope, split, onZoom } = props;
  const query = useQuery(histogramQuery(scope, bucketCount, split));
  const isDark = useComputedColorScheme('light') === 'dark';
  const { data } = query;
  const parts = useMemo(() => (data ? chartParts(data, isDark) : []), [data, isDark]);
  const words = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const zoom = (from: number, to: number): void => onZoom(absoluteRange(new Date(from), new Date(to)));
  const chart = useChart(holder, zoom);
  useEffect(() => {
    if (!chart.current || !data) return;
    chart.current.setOption(chartOption(data, parts, isDark, words), { notMerge: true });
    chart.current.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'brush',
      brushOption: { brushType: 'lineX', brushMode: 'single' },
    });
  }, [chart, data, parts, isDark, words]);
  const keyboard = useKeyboard(chart, data, zoom);
  const label = data
    ? t('events.histogram', {
        count: data.total,
        from: format.dateTime(data.from),
        to: format.dateTime(data.to),
      })
    : t('common.loading');
  const at = keyboard.cursor?.at ?? 0;
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className="t-num">
          {data ? t('events.total', { count: data.total, formatted: format.number(data.total) }) : ' '}
        </span>
        {(data?.split ?? null) !== null && <Legend parts={parts} words={words} />}
        <span className={classes.tools}>
          {split === undefined && <span className={classes.hint}>{t('events.brushHint')}</span>}
          <SegmentedControl
            size="xs"
            aria-label={t('events.split')}
            value={split ?? 'none'}
            onChange={(next) => props.onSplit(next === 'severity' || next === 'class' ? next : undefined)}
            data={[
              { value: 'none', label: t('events.splitNone') },
              { value: 'severity', label: t('common.severity') },
              { value: 'class', label: t('events.class') },
            ]}
          />
          <Tooltip label={t('events.zoomOut')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('events.zoomOut')}
              disabled={data === undefined}
              onClick={() => {
                if (data) zoom(...widened(data));
              }}
            >
              <IconZoomOut size={16} />
            </ActionIcon>
          </Tooltip>
        </span>
      </figcaption>
      <div
        ref={holder}
        className={classes.chart}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, (data?.buckets.length ?? 0) - 1)}
        aria-valuenow={at}
        aria-valuetext={
          data && keyboard.cursor ? bucketText(data, parts, at, words).replaceAll('\n', ', ') : label
        }
        onKeyDown={keyboard.onKeyDown}
        onBlur={keyboard.onBlur}
        style={{ height, opacity: query.isFetching ? 0.6 : 1 }}
      />
    </figure>
  );
}

/** Twice as long, around the same middle, and not beyond now. */
function widened(data: Histogram): readonly [number, number] {
  const from = Date.parse(data.from);
  const to = Date.parse(data.to);
  const half = (to - from) / 2;
  return [Math.max(0, from - half), Math.min(Math.max(to, Date.now()), to + half)];
}

function useWords(): ChartWords {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => ({
      time: (at: number) => format.dateTime(new Date(at).toISOString()),
      count: format.number,
      part: (value: string) => {
        if (value === '') return t('events.otherParts');
        if (value === 'unknown' || value === 'fatal') return t(`events.severityName.${value}`);
        return i18n.exists(`severity.${value}`) ? t(`severity.${readSeverity(value)}`) : value;
      },
    }),
    [t, i18n, format],
  );
}

function Legend({ parts, words }: { readonly parts: readonly ChartPart[]; readonly words: ChartWords }) {
  return (
    <ul className={classes.legend}>
      {parts.map((part) => (
        <li key={part.value}>
          <span className={classes.swatch} style={{ background: part.colour }} aria-hidden />
          {words.part(part.value)} <span className="t-num t-3">{words.count(part.total)}</span>
        </li>
      ))}
    </ul>
  );
}

function useChart(holder: RefObject<HTMLDivElement | null>, zoom: (from: number, to: number) => void) {
  const chart = useRef<EChartsType | null>(null);
  const zoomed = useRef(zoom);
  useEffect(() => {
    zoomed.current = zoom;
  });
  useEffect(() => {
    if (!holder.current) return undefined;
    const made = echarts.init(holder.current, null, { renderer: 'svg', height });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(holder.current);
    made.on('brushEnd', (event: unknown) => {
      const range = readBrush(event);
      if (range && range[1] - range[0] >= 1) zoomed.current(range[0], range[1]);
      made.dispatchAction({ type: 'brush', areas: [] });
    });
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [holder]);
  return chart;
}

function useKeyboard(
  chart: RefObject<EChartsType | null>,
  data: Histogram | undefined,
  zoom: (from: number, to: number) => void,
) {
  const [cursor, setCursor] = useState<HistogramCursor | null>(null);
  const show = (next: HistogramCursor | null): void => {
    setCursor(next);
    const { current } = chart;
    if (!current || !data) return;
    if (next === null) {
      current.dispatchAction({ type: 'hideTip' });
      current.dispatchAction({ type: 'brush', areas: [] });
      return;
    }
    current.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: next.at });
    const coordRange = endsOf(data, next);
    current.dispatchAction({ type: 'brush', areas: [{ brushType: 'lineX', xAxisIndex: 0, coordRange }] });
  };
  return {
    cursor,
    onBlur: () => show(null),
    onKeyDown: (event: KeyboardEvent): void => {
      if (!data || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Enter' && cursor !== null) {
        zoom(...endsOf(data, cursor));
        show(null);
      } else {
        const next = moveCursor(cursor, event.key, event.shiftKey, data.buckets.length);
        if (next === undefined) return;
        show(next);
      }
      event.preventDefault();
      // The list below has keys of its own.
      event.stopPropagation();
    },
  };
}

function endsOf(data: Histogram, cursor: HistogramCursor): [number, number] {
  const [first, last] = selectedBuckets(cursor);
  const from = Date.parse(data.buckets[first]?.at ?? data.from);
  const to = Date.parse(data.buckets[last]?.at ?? data.from) + data.bucketMs;
  return [from, Math.min(to, Date.parse(data.to))];
}
