import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agreementsQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Agreement, Clause, CompanyDetail } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { useNow } from '../../lib/use-now.ts';
import { AgreementEditor } from './agreement-editor.tsx';
import { agreementState } from './agreement-state.ts';
import classes from './company.module.css';

/** What was promised to a company; each clause starts an obligation when an incident affects it. */
export function AgreementsTab({ company }: { readonly company: CompanyDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(agreementsQuery(company.id));
  const [editing, setEditing] = useState<Agreement | 'new' | null>(null);
  const mayWrite = session.can('agreement:write');
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
      {t('agreements.create')}
    </Button>
  );
  return (
    <>
      <div className={classes.introRow}>
        <p className={classes.intro}>{t('agreements.intro')}</p>
        {add}
      </div>
      <QueryView query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="t-card">
              <EmptyState title={t('agreements.empty')} text={t('agreements.emptyText')} action={add} />
            </div>
          ) : (
            <>
              {data.items.map((agreement) => (
                <AgreementCard
                  key={agreement.id}
                  agreement={agreement}
                  onEdit={mayWrite ? () => setEditing(agreement) : undefined}
                />
              ))}
            </>
          )
        }
      </QueryView>
      {editing !== null && (
        <AgreementEditor
          company={company}
          agreement={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

const stateTone = { current: 'success', ahead: 'info', ended: 'neutral' } as const;

function AgreementCard({
  agreement,
  onEdit,
}: {
  readonly agreement: Agreement;
  readonly onEdit: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const state = agreementState(agreement, now);
  return (
    <section className={`t-card ${classes.agreement ?? ''}`}>
      <div style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
        <strong style={{ fontWeight: 600 }}>{agreement.title}</strong>
        <span className="t-mono t-3">{agreement.number}</span>
        <ToneBadge tone={stateTone[state]}>{t(`agreements.state.${state}`)}</ToneBadge>
        <span className="t-3">{t('agreements.version', { version: agreement.version })}</span>
        {onEdit && (
          <Button variant="default" ml="auto" onClick={onEdit}>
            {t('common.edit')}
          </Button>
        )}
      </div>
      <div className="t-3" style={{ fontSize: '0.8125rem', marginTop: 4 }}>
        <Time iso={agreement.effectiveFrom} mode="date" /> –{' '}
        {agreement.effectiveTo === null ? (
          t('agreements.openEnd')
        ) : (
          <Time iso={agreement.effectiveTo} mode="date" />
        )}
      </div>
      <ol className={classes.clauses}>
        {agreement.clauses.map((clause) => (
          <li key={clause.id}>
            <ClauseText clause={clause} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ClauseText({ clause }: { readonly clause: Clause }) {
  const { t } = useTranslation();
  return (
    <>
      {t('agreements.clauseText', {
        hours: t('agreements.hours', { count: clause.durationHours }),
        severity: t(`severity.${clause.trigger.minSeverity}`).toLowerCase(),
        contacts: clause.contactCategories
          .map((category) => t(`contactCategory.${category}`).toLowerCase())
          .join(', '),
        language: t(`language.${clause.language}`),
      })}
    </>
  );
}
