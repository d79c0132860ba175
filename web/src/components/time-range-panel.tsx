import '@mantine/dates/styles.css';
import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import 'dayjs/locale/ru';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  absoluteRange,
  fromPickerText,
  parseTimeRange,
  relativePresets,
  resolveRange,
  toPickerText,
  zoneIsUtc,
} from '../lib/time-range.ts';
import { useFormat, useZone } from '../lib/use-format.ts';
import { useRangeText } from './use-range-text.ts';

export function TimeRangePanel({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [zone, setZone] = useZone();
  const rangeText = useRangeText();
  const range = parseTimeRange(value);
  const ends = range ? resolveRange(range, new Date()) : null;
  const [from, setFrom] = useState<string | null>(ends ? toPickerText(new Date(ends.from), zone) : null);
  const [to, setTo] = useState<string | null>(ends ? toPickerText(new Date(ends.to), zone) : null);
  const start = from === null ? null : fromPickerText(from, zone);
  const end = to === null ? null : fromPickerText(to, zone);
  const wrong = start === null || end === null || start >= end;
  const changeZone = (next: string): void => {
    const chosen = zoneIsUtc(next);
    setZone(chosen);
    if (start) setFrom(toPickerText(start, chosen));
    if (end) setTo(toPickerText(end, chosen));
  };
  return (
    <div style={{ display: 'flex' }}>
      <Stack gap={2} p="xs" style={{ borderRight: '1px solid var(--t-border)' }}>
        {relativePresets.map((preset) => (
          <Button
            key={preset}
            variant={preset === value ? 'light' : 'subtle'}
            color={preset === value ? undefined : 'gray'}
            justify="start"
            onClick={() => onChange(preset)}
          >
            {rangeText(preset)}
          </Button>
        ))}
      </Stack>
      <Stack gap="sm" p="md" w={264}>
        <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
          <DateTimePicker
            size="xs"
            label={t('timeRange.from')}
            value={from}
            onChange={setFrom}
            withSeconds
            valueFormat="YYYY-MM-DD HH:mm:ss"
            popoverProps={{ withinPortal: false }}
          />
          <DateTimePicker
            size="xs"
            label={t('timeRange.to')}
            value={to}
            onChange={setTo}
            withSeconds
            valueFormat="YYYY-MM-DD HH:mm:ss"
            popoverProps={{ withinPortal: false }}
            error={wrong ? t('timeRange.order') : undefined}
          />
        </DatesProvider>
        <SegmentedControl
          size="xs"
          aria-label={t('timeRange.zone')}
          value={zone}
          onChange={changeZone}
          data={[
            { value: 'local', label: t('timeRange.local') },
            { value: 'utc', label: 'UTC' },
          ]}
        />
        <Text size="xs" c="dimmed">
          {format.zoneName}
        </Text>
        <Button
          disabled={wrong}
          onClick={() => {
            if (start && end) onChange(absoluteRange(start, end));
          }}
        >
          {t('timeRange.apply')}
        </Button>
      </Stack>
    </div>
  );
}
