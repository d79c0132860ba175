import { Button, Loader, Popover } from '@mantine/core';
import { IconCalendarTime, IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/use-format.ts';
import { useRangeText } from './use-range-text.ts';

const TimeRangePanel = lazy(async () => ({
  default: (await import('./time-range-panel.tsx')).TimeRangePanel,
}));

/** The one picker of time: relative presets, two ends, and the zone. */
export function TimeRangePicker({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const rangeText = useRangeText();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconCalendarTime size={14} />}
          rightSection={<IconChevronDown size={12} />}
          onClick={() => setOpened((open) => !open)}
          aria-label={`${t('timeRange.label')}: ${rangeText(value)} ${format.zoneShort}`}
          title={format.zoneName}
        >
          {rangeText(value)}{' '}
          <span className="t-3" style={{ marginLeft: 6, fontWeight: 400 }}>
            {format.zoneShort}
          </span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <Suspense fallback={<Loader size="sm" m="md" />}>
          <TimeRangePanel
            value={value}
            onChange={(next) => {
              onChange(next);
              setOpened(false);
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
