import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TriedRule } from '../../api/types.ts';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { useCompanyNames } from '../../lib/company-names.ts';
import { useFormat } from '../../lib/use-format.ts';

/** How much of what would have matched would have opened no finding. */
export function TakenShare({ tried }: { readonly tried: TriedRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { excluded, suppressed } = tried;
  const parts = [
    ...(suppressed > 0
      ? [t('ruleTry.suppressed', { count: suppressed, formatted: format.number(suppressed) })]
      : []),
    ...(excluded > 0 ? [t('ruleTry.excluded', { count: excluded, formatted: format.number(excluded) })] : []),
  ];
  return parts.length === 0 ? null : <p style={{ margin: '4px 0 0' }}>{parts.join(' ')}</p>;
}

/** The suppressions and filters that would have taken matches, or hits of correlations. */
export function TriedTakers({ tried }: { readonly tried: TriedRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useCompanyNames();
  const hasHits = tried.takenBy.some(({ hits }) => hits > 0);
  if (tried.takenBy.length === 0) return null;
  return (
    <Section title={t('ruleTry.takenBy')}>
      <p className="t-3" style={{ margin: '0 0 8px' }}>
        {t('ruleTry.takenHint')}
      </p>
      <SimpleTable
        label={t('ruleTry.takenBy')}
        headers={[
          t('common.title'),
          t('ruleTry.does'),
          ...(nameOf ? [t('common.company')] : []),
          t('ruleTry.matchesHead'),
          ...(hasHits ? [t('ruleTry.hits')] : []),
        ]}
        rows={tried.takenBy}
        rowKey={({ suppressionId }) => suppressionId}
        cells={({ companyId, excluded, hits, matches, suppressionId, title }) => [
          title === null ? (
            t('ruleTry.hiddenTaker')
          ) : (
            <Link key="s" className="t-link" to="/suppressions/$suppressionId" params={{ suppressionId }}>
              {title}
            </Link>
          ),
          excluded ? t('ruleTry.excludes') : t('ruleTry.suppresses'),
          ...(nameOf ? [nameOf(companyId)] : []),
          format.number(matches),
          ...(hasHits ? [format.number(hits)] : []),
        ]}
      />
    </Section>
  );
}
