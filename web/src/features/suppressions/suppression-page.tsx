import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks.ts';
import { suppressionQuery } from '../../api/rule-resources.ts';
import { useSession } from '../../api/session.ts';
import type { SuppressedMatch, SuppressionDetail } from '../../api/types.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { Facts, PageBody, PageLayout, Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, ErrorState, LoadingBlock, QueryView } from '../../components/states.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { visibleText } from '../../lib/visible-text.ts';
import { rangeAround } from '../events/event-links.ts';
import { ChangeDialog, type SuppressionStep } from './change-dialog.tsx';
import { RuleLink, SubjectText, SuppressionStateMark } from './suppression-parts.tsx';

/** One suppression or filter: what it takes, who answers for it, and everything that it has taken. */
export function SuppressionPage() {
  const { t } = useTranslation();
  const { suppressionId } = useParams({ from: '/app/suppressions/$suppressionId' });
  const query = useQuery(suppressionQuery(suppressionId));
  const suppression = query.data;
  return (
    <PageLayout
      title={suppression?.title ?? t('suppressions.one')}
      crumb={
        <>
          <Link to="/suppressions" className="t-quiet-link">
            {t('nav.suppressions')}
          </Link>
          {suppression && <> / {t(`suppressions.kinds.${suppression.kind}`)}</>}
        </>
      }
      actions={suppression && <Actions suppression={suppression} />}
    >
      <PageBody>
        <QueryView query={query}>
          {(found) => (
            <>
              <SuppressionFacts suppression={found} />
              {found.yaml !== null && (
                <Section title={t('suppressions.filterText')}>
                  <CodeBlock label={t('suppressions.asWritten')} text={found.yaml} />
                </Section>
              )}
              <Matches suppression={found} />
              <History suppression={found} />
            </>
          )}
        </QueryView>
      </PageBody>
    </PageLayout>
  );
}

function Actions({ suppression }: { readonly suppression: SuppressionDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const [step, setStep] = useState<SuppressionStep | null>(null);
  const { kind, state } = suppression;
  const isOver = state === 'ended' || state === 'expired';
  // The server asks for the first of every change, and for the second of a filter's.
  const may = session.can('finding:triage') && (kind !== 'filter' || session.can('rule:write'));
  if (isOver || !may) return null;
  return (
    <Group gap={8}>
      {kind === 'filter' && (
        <Button variant="default" onClick={() => setStep(state === 'disabled' ? 'enable' : 'disable')}>
          {t(`suppressions.steps.${state === 'disabled' ? 'enable' : 'disable'}.submit`)}
        </Button>
      )}
      <Button variant="default" onClick={() => setStep('end')}>
        {t('suppressions.steps.end.submit')}
      </Button>
      {step !== null && <ChangeDialog suppression={suppression} step={step} onClose={() => setStep(null)} />}
    </Group>
  );
}

function SuppressionFacts({ suppression }: { readonly suppression: SuppressionDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const format = useFormat();
  const mayRead = session.isProvider && session.can('rule:read');
  const { endedAt, expiresAt, lastMatchAt, ruleId } = suppression;
  return (
    <Facts
      items={[
        [t('rules.state'), <SuppressionStateMark key="s" state={suppression.state} />],
        [
          t('findings.rule'),
          ruleId === null ? null : (
            <RuleLink key="r" id={ruleId} title={suppression.title} isLinked={mayRead} />
          ),
        ],
        [
          t('suppressions.what'),
          suppression.targets === null ? <SubjectText key="w" suppression={suppression} /> : null,
        ],
        [
          t('findings.rule'),
          suppression.targets === null ? null : (
            <span key="t" className="t-mono">
              {suppression.targets.map((id, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <RuleLink id={id} title={id} isLinked={mayRead} />
                </span>
              ))}
            </span>
          ),
        ],
        [t('common.company'), session.isProvider ? suppression.companyName : null],
        [t('suppressions.owner'), suppression.owner.name],
        [t('common.reason'), suppression.reason],
        [
          t('suppressions.made'),
          <span key="m">
            <Time iso={suppression.createdAt} /> · {suppression.createdBy}
          </span>,
        ],
        [
          t('suppressions.expiresAt'),
          <span key="e">
            <Time iso={expiresAt} />
            {endedAt === null && (
              <span className="t-3">
                {' '}
                · <Ago iso={expiresAt} />
              </span>
            )}
          </span>,
        ],
        [t('suppressions.endedAt'), endedAt === null ? null : <Time key="x" iso={endedAt} />],
        [t('suppressions.taken'), format.number(suppression.matchCount)],
        [t('suppressions.lastHit'), lastMatchAt === null ? null : <Time key="l" iso={lastMatchAt} />],
      ]}
    />
  );
}

function Matches({ suppression }: { readonly suppression: SuppressionDetail }) {
  const { t } = useTranslation();
  const list = useList(
    ['suppression', 'matches', suppression.id],
    `/suppressions/${suppression.id}/matches`,
    {},
    { limit: 50 },
  );
  const isFilter = suppression.kind === 'filter';
  return (
    <Section title={t('suppressions.matches')}>
      <p className="t-2" style={{ margin: '0 0 8px', maxWidth: 720 }}>
        {isFilter ? t('suppressions.matchesExcluded') : t('suppressions.matchesSuppressed')}
      </p>
      {list.error && <ErrorState compact error={list.error} onRetry={list.refetch} />}
      {list.isPending && !list.error && <LoadingBlock />}
      {!list.isPending && list.rows.length === 0 && (
        <EmptyState compact title={t('suppressions.noMatches')} text={t('suppressions.noMatchesText')} />
      )}
      {list.rows.length > 0 && (
        <>
          <SimpleTable
            label={t('suppressions.matches')}
            headers={[t('common.time'), t('findings.entity'), t('suppressions.event'), t('findings.rule')]}
            rows={list.rows}
            rowKey={({ id, ruleId }) => `${id} ${ruleId}`}
            cells={(match) => [
              <Time key="t" iso={match.at} mode="stamp" />,
              <span key="e" className="t-mono">
                {visibleText(match.entity.value)}
              </span>,
              <EventLinks key="m" match={match} companyId={suppression.companyId} />,
              <span key="r" className="t-mono t-3">
                {match.ruleId}
              </span>,
            ]}
          />
          {list.hasMore && (
            <Button mt={8} variant="default" loading={list.isFetching} onClick={list.loadMore}>
              {t('suppressions.more')}
            </Button>
          )}
        </>
      )}
    </Section>
  );
}

function EventLinks({ match, companyId }: { readonly match: SuppressedMatch; readonly companyId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const isHit = match.eventIds[0] !== match.id;
  const text =
    match.message !== null
      ? visibleText(match.message)
      : isHit
        ? t('suppressions.hit', { count: match.count })
        : t('suppressions.eventGone');
  const [first] = match.eventIds;
  if (first === undefined || !session.can('event:read')) return <span className="t-mono">{text}</span>;
  return (
    <Link
      className="t-link t-mono"
      style={{ overflowWrap: 'anywhere' }}
      to="/events"
      search={{
        ...{ selected: first, range: rangeAround(match.at), companyId },
        rule: session.can('rule:read') ? match.ruleId : undefined,
      }}
    >
      {text}
    </Link>
  );
}

function History({ suppression }: { readonly suppression: SuppressionDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t('suppressions.history')}>
      <SimpleTable
        label={t('suppressions.history')}
        headers={[t('common.time'), t('suppressions.change'), t('suppressions.by'), t('common.reason')]}
        rows={suppression.changes}
        rowKey={({ at, change }) => `${at} ${change}`}
        cells={({ at, by, change, reason }) => [
          <Time key="t" iso={at} />,
          t(`suppressions.changes.${change}`),
          by,
          reason,
        ]}
      />
    </Section>
  );
}
