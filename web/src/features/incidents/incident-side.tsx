import { ActionIcon, Button, Checkbox, Select, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { companyChoicesQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Incident, IncidentDetail, Obligation } from '../../api/types.ts';
import { ToneBadge } from '../../components/badges.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Facts } from '../../components/layout.tsx';
import { ClockBar, Time } from '../../components/time.tsx';
import classes from './incident-page.module.css';

/** Running clocks first, then who is affected and the bare facts. */
export function IncidentSide({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const { incident, obligations } = detail;
  const [adding, setAdding] = useState(false);
  const mayAdd = session.isProvider && session.can('incident:write');
  return (
    <div className={classes.side}>
      {session.can('obligation:read') && <Clocks obligations={obligations} />}
      <Affected companies={incident.companies} onAdd={mayAdd ? () => setAdding(true) : undefined} />
      <section className={`t-card ${classes.card ?? ''}`}>
        <h2 className={classes.cardTitle}>{t('incident.facts')}</h2>
        {incident.summary && (
          <p style={{ margin: '0 0 12px', fontSize: '0.8125rem', whiteSpace: 'pre-wrap' }}>
            {incident.summary}
          </p>
        )}
        <Facts
          items={[
            [
              t('common.number'),
              <span key="n" className="t-mono">
                {incident.number}
              </span>,
            ],
            [t('incidents.opened'), <Time key="o" iso={incident.openedAt} />],
            [t('incidents.assignee'), incident.assignee?.name ?? t('incidents.unassigned')],
            [
              t('incidents.nextDue'),
              incident.nextDueAt === null ? null : <Time key="d" iso={incident.nextDueAt} />,
            ],
          ]}
        />
      </section>
      {mayAdd && <AddCompanyDialog detail={detail} opened={adding} onClose={() => setAdding(false)} />}
    </div>
  );
}

function Clocks({ obligations }: { readonly obligations: readonly Obligation[] }) {
  const { t } = useTranslation();
  return (
    <section className={`t-card ${classes.card ?? ''} ${classes.clockCard ?? ''}`}>
      <h2 className={classes.cardTitle}>{t('incident.obligations')}</h2>
      {obligations.length === 0 ? (
        <div className="t-3" style={{ fontSize: '0.8125rem' }}>
          {t('incident.noObligations')}
        </div>
      ) : (
        <div className={classes.clocks}>
          {obligations.map((obligation) => (
            <div key={obligation.id}>
              <ClockBar
                obligation={obligation}
                label={<span style={{ fontWeight: 500 }}>{obligation.companyName}</span>}
              />
              <div className="t-3" style={{ fontSize: '0.75rem', marginTop: 4 }}>
                {obligation.clauseText}
              </div>
              <div className="t-3" style={{ fontSize: '0.75rem', marginTop: 2 }}>
                {t('today.dueAt')} <Time iso={obligation.dueAt} />
                {obligation.noticeId !== null && (
                  <>
                    {' · '}
                    <Link
                      className="t-link t-underlined"
                      to="/incidents/$incidentId"
                      params={{ incidentId: obligation.incidentId }}
                      search={{ tab: 'notices', notice: obligation.noticeId }}
                    >
                      {t('incident.toNotice')}
                    </Link>
                  </>
                )}
              </div>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

function Affected({
  companies,
  onAdd,
}: {
  readonly companies: Incident['companies'];
  readonly onAdd: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  return (
    <section className={`t-card ${classes.card ?? ''}`}>
      <h2 className={classes.cardTitle}>
        {t('incidents.affected')}
        {onAdd && (
          <Tooltip label={t('incident.addCompany')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('incident.addCompany')}
              onClick={onAdd}
            >
              <IconPlus size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </h2>
      {companies.length === 0 && (
        <div className="t-3" style={{ fontSize: '0.8125rem' }}>
          {t('incident.noCompanies')}
        </div>
      )}
      {companies.map((company) => (
        <div
          key={company.id}
          style={{
            display: 'flex',
            justifyContent: 'space-between',
            gap: 8,
            padding: '3px 0',
            fontSize: '0.8125rem',
          }}
        >
          <Link
            className="t-quiet-link t-ellipsis"
            to="/companies/$companyId"
            params={{ companyId: company.id }}
          >
            {company.name}
          </Link>
          {company.confirmed !== undefined && (
            <ToneBadge tone={company.confirmed ? 'danger' : 'neutral'}>
              {company.confirmed ? t('incident.confirmed') : t('incident.suspected')}
            </ToneBadge>
          )}
        </div>
      ))}
    </section>
  );
}

function AddCompanyDialog({
  detail,
  opened,
  onClose,
}: {
  readonly detail: IncidentDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const companies = useQuery({ ...companyChoicesQuery, enabled: opened });
  const [companyId, setCompanyId] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState(true);
  const add = useChange(
    (body: { readonly companyId: string; readonly confirmed: boolean }) =>
      post<unknown>(`/incidents/${detail.incident.id}/companies`, body),
    [['incident'], ['obligation'], ['overview']],
  );
  const known = new Set(
    detail.incident.companies.filter((company) => company.confirmed !== false).map((company) => company.id),
  );
  return (
    <FormDialog
      opened={opened}
      title={t('incident.addCompany')}
      intro={t('incident.addCompanyText')}
      submitLabel={t('incident.addCompanySubmit')}
      busy={add.isPending}
      error={add.error}
      disabled={companyId === null}
      onSubmit={() => {
        if (companyId !== null)
          add.mutate(
            { companyId, confirmed },
            {
              onSuccess: () => {
                setCompanyId(null);
                onClose();
              },
            },
          );
      }}
      onClose={onClose}
    >
      <Select
        data-autofocus
        searchable
        label={t('common.company')}
        data={(companies.data?.items ?? [])
          .filter((company) => !known.has(company.id))
          .map((company) => ({ value: company.id, label: company.name }))}
        value={companyId}
        onChange={setCompanyId}
      />
      <Checkbox
        label={t('incident.confirmedLabel')}
        description={t('incident.confirmedHint')}
        checked={confirmed}
        onChange={(event) => setConfirmed(event.currentTarget.checked)}
      />
      {companies.data?.items.length === 0 && (
        <Button component={Link} to="/companies" variant="default">
          {t('today.startAction')}
        </Button>
      )}
    </FormDialog>
  );
}
