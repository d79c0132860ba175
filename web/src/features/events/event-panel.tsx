import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { eventQuery, sourcesQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { EventDetail } from '../../api/types.ts';
import { readSeverity, SeverityMark, ToneBadge } from '../../components/badges.tsx';
import { CodeBlock, CopyIcon } from '../../components/copy.tsx';
import { JsonTree } from '../../components/json-tree.tsx';
import { Facts, SidePanel } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useCompanyNames } from '../../lib/company-names.ts';
import { RuleFromEventButton } from '../rules/rule-from-event.tsx';
import { EventRules } from '../explanation/event-rules.tsx';
import { RuleExplanation } from '../explanation/rule-explanation.tsx';
import { visibleText } from '../../lib/visible-text.ts';

type OnFilter = (field: string, value: string, negate?: boolean) => void;

/** Which rule is explained on the event; `*` for the list of its rules, undefined for the event itself. */
export interface Explained {
  readonly rule: string | undefined;
  readonly onRule: (rule: string | undefined) => void;
}

export function EventPanel({
  id,
  explained,
  onFilter,
  onClose,
}: {
  readonly id: string;
  readonly explained: Explained;
  readonly onFilter: OnFilter;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(eventQuery(id));
  return (
    <SidePanel
      title={query.data?.className ?? t('events.one')}
      label={t('events.one')}
      actions={session.can('rule:write') && <RuleFromEventButton eventId={id} />}
      onClose={onClose}
    >
      <QueryView query={query}>
        {(event) => <EventBody event={event} explained={explained} onFilter={onFilter} />}
      </QueryView>
    </SidePanel>
  );
}

interface BodyProps {
  readonly event: EventDetail;
  readonly explained: Explained;
  readonly onFilter: OnFilter;
}

/** In the URL, what stands for the list of an event's rules. */
const allRules = '*';

/** The event normalised, as received, and as the rules see it. */
function EventBody({ event, explained, onFilter }: BodyProps) {
  const { t } = useTranslation();
  const session = useSession();
  const [form, setForm] = useState(event.ocsf === null ? 'raw' : 'ocsf');
  const hasRules = event.ocsf !== null && session.can('rule:read');
  const shown = hasRules && explained.rule !== undefined ? 'rules' : form;
  const choose = (next: string): void => {
    if (next !== 'rules') setForm(next);
    explained.onRule(next === 'rules' ? allRules : undefined);
  };
  return (
    <>
      {shown === 'rules' ? (
        <p className="t-mono t-2" style={{ margin: 0, overflowWrap: 'anywhere' }}>
          {visibleText(event.message)}
        </p>
      ) : (
        <EventFacts event={event} />
      )}
      <SegmentedControl
        size="xs"
        mt="md"
        mb="sm"
        value={shown}
        onChange={choose}
        aria-label={t('events.form')}
        data={[
          { value: 'ocsf', label: 'OCSF', disabled: event.ocsf === null },
          { value: 'raw', label: t('events.raw') },
          ...(hasRules ? [{ value: 'rules', label: t('explain.tab') }] : []),
        ]}
      />
      {shown === 'ocsf' && event.ocsf !== null && <JsonTree value={event.ocsf} onFilter={onFilter} />}
      {shown === 'raw' && <CodeBlock label={t('events.raw')} text={event.raw} wrap />}
      {shown === 'rules' &&
        (explained.rule === allRules || explained.rule === undefined ? (
          <EventRules eventId={event.id} onRule={explained.onRule} />
        ) : (
          <RuleExplanation
            eventId={event.id}
            ruleId={explained.rule}
            onRule={(rule) => explained.onRule(rule ?? allRules)}
          />
        ))}
    </>
  );
}

function EventFacts({ event }: { readonly event: EventDetail }) {
  const { t } = useTranslation();
  const nameOf = useCompanyNames();
  const session = useSession();
  const sources = useQuery({ ...sourcesQuery(event.companyId), enabled: session.can('source:read') });
  const source = sources.data?.items.find((one) => one.id === event.sourceId);
  const mono = (value: string | null) =>
    value === null || value === '' ? null : <span className="t-mono">{visibleText(value)}</span>;
  return (
    <Facts
      items={[
        [t('common.time'), <Time key="t" iso={event.time} mode="exact" />],
        [t('events.received'), <Time key="r" iso={event.receivedAt} mode="exact" />],
        [t('common.severity'), <SeverityMark key="s" severity={readSeverity(event.severity)} />],
        [
          t('common.company'),
          nameOf === null ? null : (
            <Link
              key="c"
              className="t-link"
              to="/companies/$companyId"
              params={{ companyId: event.companyId }}
            >
              <bdi>{nameOf(event.companyId)}</bdi>
            </Link>
          ),
        ],
        [
          t('events.source'),
          source && (
            <Link
              key="so"
              className="t-link"
              to="/events"
              search={(old) => ({ ...old, q: `source:${event.sourceId}` })}
            >
              <bdi>{source.name}</bdi>
            </Link>
          ),
        ],
        [t('events.host'), mono(event.host)],
        [t('events.user'), mono(event.userName)],
        [t('events.srcIp'), mono(event.srcIp)],
        [
          t('events.parser'),
          event.unparsedReason === null ? (
            mono(event.parser)
          ) : (
            <ToneBadge key="u" tone="warning">
              {t('events.unparsed')}: {event.unparsedReason}
            </ToneBadge>
          ),
        ],
        [
          t('common.id'),
          <span key="i" className="t-mono">
            {event.id} <CopyIcon value={event.id} label={t('common.copy')} />
          </span>,
        ],
      ]}
    />
  );
}
