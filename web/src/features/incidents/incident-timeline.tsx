import { Button, SegmentedControl, Select, Textarea } from '@mantine/core';
import {
  IconAlertCircle,
  IconArrowRight,
  IconBuilding,
  IconChartBar,
  IconChecklist,
  IconClock,
  IconFileText,
  IconMail,
  IconMessage,
  IconPencil,
  IconPoint,
  IconSquareCheck,
  IconUser,
  type Icon,
} from '@tabler/icons-react';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { IncidentDetail, NewNote, TimelineEntry } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useDraftForm } from '../../lib/draft.ts';
import { useTimelineText } from './use-timeline-text.ts';
import classes from './incident-page.module.css';

const icons: Readonly<Record<TimelineEntry['kind'], Icon>> = {
  opened: IconPoint,
  status: IconArrowRight,
  severity: IconChartBar,
  title: IconPencil,
  summary: IconFileText,
  assignee: IconUser,
  company_affected: IconBuilding,
  company_confirmed: IconBuilding,
  company_cleared: IconBuilding,
  company_erased: IconBuilding,
  finding: IconAlertCircle,
  note: IconMessage,
  plan: IconChecklist,
  step: IconChecklist,
  obligation: IconClock,
  notice: IconMail,
  measure: IconSquareCheck,
};

export function IncidentTimeline({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const textOf = useTimelineText(detail.incident.companies);
  const entries = detail.timeline.toReversed();
  return (
    <>
      {session.can('incident:write') && <Composer detail={detail} />}
      {entries.length === 0 ? (
        <EmptyState compact title={t('incident.noTimeline')} />
      ) : (
        <ol className={classes.timeline}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} textOf={textOf} />
          ))}
        </ol>
      )}
    </>
  );
}

/** Parts of the program and holders of a tracking link have no account. */
function useActorName(): (entry: TimelineEntry) => string {
  const { t } = useTranslation();
  return ({ actor }) => {
    if (actor === null || actor.kind === 'system') return t('incident.system');
    return actor.kind === 'anonymous' ? t('timeline.linkHolder') : actor.name;
  };
}

function Entry({
  entry,
  textOf,
}: {
  readonly entry: TimelineEntry;
  readonly textOf: (entry: TimelineEntry) => string;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const actorName = useActorName();
  const note = entry.kind === 'note' || entry.kind === 'summary';
  const toCustomer = entry.visibility === 'customer' && session.isProvider;
  return (
    <li className={classes.entry}>
      <span className={classes.entryIcon} aria-hidden>
        {createElement(icons[entry.kind], { size: 14, stroke: 1.8 })}
      </span>
      <div style={{ minWidth: 0 }}>
        <div className={classes.entryHead}>
          <strong>{actorName(entry)}</strong>
          {entry.kind === 'summary' && <span className="t-2">{t('timeline.summary')}</span>}
          {!note && (
            <span className="t-2" dir="auto">
              {textOf(entry)}
            </span>
          )}
          <Time iso={entry.at} />
          {toCustomer && <ToneBadge tone="info">{t('incident.visibleToCustomer')}</ToneBadge>}
        </div>
        {note && (
          <div dir="auto" className={`${classes.note ?? ''} ${toCustomer ? (classes.customer ?? '') : ''}`}>
            {entry.text}
          </div>
        )}
      </div>
    </li>
  );
}

interface Values extends Record<string, unknown> {
  readonly text: string;
  readonly visibility: NewNote['visibility'] & string;
  readonly companyId: string;
}

/** Writes into the timeline: for the team by default, for the customer only when chosen. */
function Composer({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const { isProvider } = useSession();
  const { incident } = detail;
  const { form, clear } = useDraftForm<Values>(`timeline.${incident.id}`, {
    text: '',
    visibility: isProvider ? 'internal' : 'customer',
    companyId: '',
  });
  const add = useChange(
    (body: NewNote) => post(`/incidents/${incident.id}/timeline`, body),
    [['incident', 'one', incident.id]],
  );
  const { text, visibility, companyId } = form.values;
  const customer = visibility === 'customer';
  return (
    <form
      className={`t-card ${classes.composer ?? ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        add.mutate(
          { text: text.trim(), visibility, ...(customer && companyId !== '' ? { companyId } : {}) },
          { onSuccess: clear },
        );
      }}
    >
      <Textarea
        aria-label={t('incident.writeNote')}
        placeholder={customer ? t('incident.writeCustomer') : t('incident.writeNote')}
        autosize
        minRows={2}
        maxRows={12}
        variant="unstyled"
        {...form.getInputProps('text')}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey))
            event.currentTarget.form?.requestSubmit();
        }}
      />
      {add.error && <ErrorNote error={add.error} />}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
        {isProvider && (
          <SegmentedControl
            size="xs"
            aria-label={t('incident.visibility')}
            {...form.getInputProps('visibility')}
            data={[
              { value: 'internal', label: t('incident.internal') },
              { value: 'customer', label: t('incident.customer') },
            ]}
          />
        )}
        {isProvider && customer && incident.companies.length > 1 && (
          <Select
            size="xs"
            w={200}
            aria-label={t('common.company')}
            allowDeselect={false}
            data={[
              { value: '', label: t('incident.allAffected') },
              ...incident.companies.map((company) => ({ value: company.id, label: company.name })),
            ]}
            {...form.getInputProps('companyId')}
          />
        )}
        {isProvider && (
          <span className="t-3" style={{ fontSize: '0.75rem' }}>
            {customer ? t('incident.customerHint') : t('incident.internalHint')}
          </span>
        )}
        <Button type="submit" ml="auto" loading={add.isPending} disabled={text.trim() === ''}>
          {customer && isProvider ? t('incident.publish') : t('incident.addNote')}
        </Button>
      </div>
    </form>
  );
}
