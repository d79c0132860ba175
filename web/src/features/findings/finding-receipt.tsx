import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replayQuery } from '../../api/resources.ts';
import type { FindingDetail, Replay } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useSession } from '../../api/session.ts';
import { rangeAround } from '../events/event-links.ts';
import { visibleText } from '../../lib/visible-text.ts';

/** With what the verdict was reached, and a button that reaches it once more. */
export function FindingReceipt({ finding }: { readonly finding: FindingDetail }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const replay = useQuery({ ...replayQuery(finding.id), enabled: asked });
  const { engineVersion, pipelineHash, ruleHash } = finding.receipt;
  const mono = (text: string | null) =>
    text === null ? null : (
      <span className="t-mono" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </span>
    );
  return (
    <Section
      title={t('findings.receipt')}
      actions={
        <Button
          size="xs"
          variant="default"
          loading={replay.isFetching}
          onClick={() => (asked ? void replay.refetch() : setAsked(true))}
        >
          {t('findings.replay')}
        </Button>
      }
    >
      <p className="t-3" style={{ margin: '0 0 8px', fontSize: '0.75rem' }}>
        {t('findings.receiptText')}
      </p>
      <Facts
        items={[
          [t('findings.ruleHash'), mono(ruleHash)],
          [t('findings.engine'), mono(engineVersion)],
          [t('findings.pipelineHash'), mono(pipelineHash)],
          [t('common.id'), mono(finding.id)],
        ]}
      />
      {asked && (
        <QueryView query={replay}>
          {(told) => <ReplayView replay={told} companyId={finding.companyId} />}
        </QueryView>
      )}
    </Section>
  );
}

const tones = { same: 'success', differs: 'danger', incomplete: 'warning' } as const;

function ReplayView({ companyId, replay }: { readonly companyId: string; readonly replay: Replay }) {
  const { t } = useTranslation();
  const same = replay.events.filter(({ outcome }) => outcome === 'same').length;
  const held = replay.hits.filter(({ outcome }) => outcome === 'same').length;
  const others = replay.events.filter(({ outcome }) => outcome !== 'same');
  return (
    <div role="status" style={{ marginTop: 12, fontSize: '0.8125rem' }}>
      <ToneBadge tone={tones[replay.verdict]}>{t(`findings.replayed.${replay.verdict}`)}</ToneBadge>
      <p style={{ margin: '8px 0 4px' }}>
        {t('findings.replayedEvents', { same, count: replay.events.length, matches: replay.matchCount })}
        {replay.hits.length > 0 && ` ${t('findings.replayedHits', { held, count: replay.hits.length })}`}
      </p>
      {others.length > 0 && (
        <ul style={{ margin: '4px 0', paddingLeft: 18 }}>
          {others.map((event) => (
            <li key={event.eventId}>
              {t(`findings.outcome.${event.outcome}`)}: <EventLink companyId={companyId} event={event} />
            </li>
          ))}
        </ul>
      )}
      {replay.notes.map((note) => (
        <p key={note} className="t-2" style={{ margin: '4px 0' }}>
          {t(`findings.note.${note}`)}
        </p>
      ))}
      {replay.takenBy.length > 0 && (
        <ul style={{ margin: '4px 0', paddingLeft: 18 }}>
          {replay.takenBy.map(({ events, suppressionId, title }) => (
            <li key={suppressionId}>
              <Link className="t-link" to="/suppressions/$suppressionId" params={{ suppressionId }}>
                {t('findings.takenNow', { title: title ?? suppressionId, count: events })}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function EventLink({
  companyId,
  event,
}: {
  readonly companyId: string;
  readonly event: Replay['events'][number];
}) {
  const session = useSession();
  const text = (
    <>
      <Time iso={event.time} mode="clock" /> <span className="t-mono">{visibleText(event.message)}</span>
    </>
  );
  if (!session.can('event:read')) return text;
  return (
    <Link
      className="t-link"
      to="/events"
      search={{ selected: event.eventId, range: rangeAround(event.time), companyId }}
    >
      {text}
    </Link>
  );
}
