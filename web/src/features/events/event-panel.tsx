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
import { visibleText } from '../../lib/visible-text.ts';

type OnFilter = (field: string, value: string, negate?: boolean) => void;

export function EventPanel({
  id,
  onFilter,
  onClose,
}: {
  readonly id: string;
  readonly onFilter: OnFilter;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(eventQuery(id));
  return (
    <SidePanel title={query.data?.className ?? t('events.one')} label={t('events.one')} onClose={onClose}>
      <QueryView query={query}>{(event) => <EventBody event={event} onFilter={onFilter} />}</QueryView>
    </SidePanel>
  );
}

function EventBody({ event, onFilter }: { readonly event: EventDetail; readonly onFilter: OnFilter }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(event.ocsf === null ? 'raw' : 'ocsf');
  const nameOf = useCompanyNames();
  const session = useSession();
  const sources = useQuery({ ...sourcesQuery(event.companyId), enabled: session.can('source:read') });
  const source = sources.data?.items.find((one) => one.id === event.sourceId);
  const mono = (value: string | null) =>
    value === null || value === '' ? null : <span className="t-mono">{visibleText(value)}</span>;
  return (
    <>
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
      <SegmentedControl
        size="xs"
        mt="md"
        mb="sm"
        value={shown}
        onChange={setShown}
        aria-label={t('events.form')}
        data={[
          { value: 'ocsf', label: 'OCSF', disabled: event.ocsf === null },
          { value: 'raw', label: t('events.raw') },
        ]}
      />
      {shown === 'ocsf' && event.ocsf !== null ? (
        <JsonTree value={event.ocsf} onFilter={onFilter} />
      ) : (
        <CodeBlock label={t('events.raw')} text={event.raw} wrap />
      )}
    </>
  );
}
