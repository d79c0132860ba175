import '@mantine/dates/styles.css';
import { Button, Group, Select, Textarea } from '@mantine/core';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import 'dayjs/locale/ru';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usersQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { fromPickerText, toPickerText } from '../../lib/time-range.ts';
import { useFormat, useZone } from '../../lib/use-format.ts';

/** Who answers for a suppression, why, and until when. */
export interface Terms {
  readonly reason: string;
  readonly expiresAt: Date | null;
  readonly ownerId: string;
}

const dayMs = 86_400_000;
const presets = [1, 7, 30, 90] as const;
const longestDays = 365;
const usual: (typeof presets)[number] = 30;

/** State of the fields; `ready` when they can be sent. */
export function useTerms() {
  const session = useSession();
  const [terms, setTerms] = useState<Terms>(() => ({
    reason: '',
    expiresAt: new Date(Date.now() + usual * dayMs),
    ownerId: session.user.id,
  }));
  const change = (next: Partial<Terms>): void => setTerms((old) => ({ ...old, ...next }));
  const { expiresAt, ownerId, reason } = terms;
  const body =
    reason.trim() === '' || expiresAt === null
      ? null
      : { reason: reason.trim(), expiresAt: expiresAt.toISOString(), ownerId };
  return { terms, change, body };
}

export function TermsFields({
  companyId,
  terms,
  onChange,
}: {
  readonly companyId: string | null;
  readonly terms: Terms;
  readonly onChange: (next: Partial<Terms>) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        label={t('common.reason')}
        description={t('suppressions.reasonHint')}
        required
        autosize
        minRows={2}
        maxLength={2_000}
        value={terms.reason}
        onChange={(event) => onChange({ reason: event.currentTarget.value })}
      />
      <ExpiryField value={terms.expiresAt} onChange={(expiresAt) => onChange({ expiresAt })} />
      <OwnerField companyId={companyId} value={terms.ownerId} onChange={(ownerId) => onChange({ ownerId })} />
    </>
  );
}

function ExpiryField({
  value,
  onChange,
}: {
  readonly value: Date | null;
  readonly onChange: (value: Date | null) => void;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [zone] = useZone();
  const [range] = useState(() => ({ from: new Date(), to: new Date(Date.now() + longestDays * dayMs) }));
  return (
    <div>
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
        <DateTimePicker
          label={t('suppressions.expiresAt')}
          description={t('suppressions.expiryHint', { zone: format.zoneName })}
          required
          valueFormat="YYYY-MM-DD HH:mm"
          minDate={range.from}
          maxDate={range.to}
          value={value === null ? null : toPickerText(value, zone)}
          onChange={(next) => onChange(next === null ? null : fromPickerText(next, zone))}
        />
      </DatesProvider>
      <Group gap={8} mt={8}>
        {presets.map((days) => (
          <Button
            key={days}
            size="compact-xs"
            variant="default"
            onClick={() => onChange(new Date(Date.now() + days * dayMs))}
          >
            {t('suppressions.days', { count: days })}
          </Button>
        ))}
      </Group>
    </div>
  );
}

/** Those who may see the company: the provider's people and its own. */
function OwnerField({
  companyId,
  value,
  onChange,
}: {
  readonly companyId: string | null;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const users = useQuery({ ...usersQuery(), enabled: session.can('user:read') });
  const may = (users.data?.items ?? []).filter(
    (user) => !user.disabled && (user.companyId === session.companyId || user.companyId === companyId),
  );
  const known = may.some(({ id }) => id === session.user.id)
    ? may
    : [{ id: session.user.id, name: session.user.name }, ...may];
  return (
    <Select
      label={t('suppressions.owner')}
      description={t('suppressions.ownerHint')}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('common.nothingFound')}
      data={known.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={(next) => onChange(next ?? session.user.id)}
    />
  );
}
