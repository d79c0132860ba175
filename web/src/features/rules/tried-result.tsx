import { Anchor, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { draftExplanationQuery } from '../../api/rule-resources.ts';
import type { TriedRule } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useCompanyNames } from '../../lib/company-names.ts';
import { useFormat } from '../../lib/use-format.ts';
import { visibleText } from '../../lib/visible-text.ts';
import { rangeAround } from '../events/event-links.ts';
import { ExplanationView } from '../explanation/rule-explanation.tsx';
import { TakenShare, TriedTakers } from './tried-takers.tsx';
import { barsOf } from './try-days.ts';

const shownEntities = 20;

/** How often, when, on whom, and the newest matches with the reason for each. */
export function TriedResult({ tried, yaml }: { readonly tried: TriedRule; readonly yaml: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState<string | null>(null);
  const { matches } = tried;
  const bars = barsOf(tried);
  const range = { from: format.dateTime(tried.from), to: format.dateTime(tried.to) };
  const hits = tried.correlations.reduce((sum, each) => sum + each.hits, 0);
  const hasSuppressed = tried.correlations.some(({ suppressed }) => suppressed > 0);
  return (
    <div>
      <p style={{ margin: 0 }}>
        <strong className="t-num">
          {matches + hits === 0
            ? t('ruleTry.none')
            : t('ruleTry.matches', { count: matches, formatted: format.number(matches) })}
        </strong>{' '}
        {tried.complete ? (
          <span className="t-3">{t('ruleTry.covered', range)}</span>
        ) : (
          <span className="t-warning">{t('ruleTry.incomplete', range)}</span>
        )}
      </p>
      <TakenShare tried={tried} />
      {matches > 0 && (
        <Section title={t('ruleTry.perDay')}>
          <Sparkline
            points={bars}
            label={t('ruleTry.perDay')}
            describe={({ at, count }) => `${at}: ${format.number(count)}`}
          />
          <div className="t-3 t-num" style={{ display: 'flex', justifyContent: 'space-between' }}>
            <span>{bars[0]?.at}</span>
            <span>{bars.at(-1)?.at}</span>
          </div>
        </Section>
      )}
      {tried.correlations.length > 0 && (
        <Section title={t('ruleTry.correlations')}>
          <SimpleTable
            label={t('ruleTry.correlations')}
            headers={[
              t('common.title'),
              t('rules.level'),
              t('ruleTry.hits'),
              ...(hasSuppressed ? [t('ruleTry.taken')] : []),
            ]}
            rows={tried.correlations}
            rowKey={({ ruleId }) => ruleId}
            cells={(row) => [
              row.title,
              <SeverityMark key="l" severity={row.level} />,
              format.number(row.hits),
              ...(hasSuppressed ? [format.number(row.suppressed)] : []),
            ]}
          />
        </Section>
      )}
      <TriedTakers tried={tried} />
      {matches > 0 && <FiredOn tried={tried} />}
      {matches > 0 && <Newest tried={tried} onWhy={setAsked} />}
      {asked !== null && <Why eventId={asked} yaml={yaml} onClose={() => setAsked(null)} />}
    </div>
  );
}

function FiredOn({ tried }: { readonly tried: TriedRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useCompanyNames();
  const shown = tried.firedOn.slice(0, shownEntities);
  const hasTaken = shown.some(({ taken }) => taken > 0);
  const others =
    tried.otherMatches + tried.firedOn.slice(shownEntities).reduce((sum, each) => sum + each.matches, 0);
  return (
    <Section title={t('ruleTry.onWhom')}>
      <SimpleTable
        label={t('ruleTry.onWhom')}
        headers={[
          t('ruleTry.entity'),
          ...(nameOf ? [t('common.company')] : []),
          t('ruleTry.matchesHead'),
          ...(hasTaken ? [t('ruleTry.taken')] : []),
        ]}
        rows={shown}
        rowKey={({ companyId, entity, ruleId }) => `${companyId} ${ruleId} ${entity.type} ${entity.value}`}
        cells={({ companyId, entity, matches, taken }) => [
          <span key="e" className="t-mono">
            {entity.type} {visibleText(entity.value)}
          </span>,
          ...(nameOf ? [nameOf(companyId)] : []),
          format.number(matches),
          ...(hasTaken ? [format.number(taken)] : []),
        ]}
      />
      {others > 0 && (
        <p className="t-3" style={{ margin: '6px 0 0' }}>
          {t('ruleTry.others', { count: others })}
        </p>
      )}
    </Section>
  );
}

function Newest({ tried, onWhy }: { readonly tried: TriedRule; readonly onWhy: (eventId: string) => void }) {
  const { t } = useTranslation();
  return (
    <Section title={t('ruleTry.newest')}>
      <SimpleTable
        label={t('ruleTry.newest')}
        headers={[t('common.time'), t('ruleTry.event')]}
        rows={tried.newest}
        rowKey={({ eventId, ruleId }) => `${eventId} ${ruleId}`}
        cells={(row) => [
          <Link
            key="t"
            className="t-link"
            to="/events"
            search={{ range: rangeAround(row.time), selected: row.eventId }}
          >
            <Time iso={row.time} mode="stamp" />
          </Link>,
          <span key="m">
            {visibleText(row.message)}
            {row.takenBy !== null && (
              <span className="t-3">
                {' · '}
                {row.takenBy.excluded ? t('ruleTry.excludedOne') : t('ruleTry.suppressedOne')}
              </span>
            )}
          </span>,
        ]}
        actionsLabel={t('common.actions')}
        actions={({ eventId }) => (
          <Anchor component="button" type="button" size="xs" onClick={() => onWhy(eventId)}>
            {t('ruleTry.why')}
          </Anchor>
        )}
      />
    </Section>
  );
}

function Why({
  eventId,
  yaml,
  onClose,
}: {
  readonly eventId: string;
  readonly yaml: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(draftExplanationQuery(eventId, yaml));
  return (
    <Modal
      opened
      size="lg"
      title={t('ruleTry.whyTitle')}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <QueryView query={query}>
        {(explanation) => <ExplanationView explanation={explanation} onRule={onClose} />}
      </QueryView>
    </Modal>
  );
}
