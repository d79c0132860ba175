import { ActionIcon, Button, Checkbox, Select, Tooltip } from '@mantine/core';
import { IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { companyChoicesQuery, incidentObligationsQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { AffectedCompany, Incident, IncidentDetail, Obligation } from '../../api/types.ts';
import { ClearCompanyDialog, EditIncidentDialog } from './incident-dialogs.tsx';
import { LastTold } from './notices/who-was-told.tsx';
import { ToneBadge } from '../../components/badges.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Facts } from '../../components/layout.tsx';
import { ClockBar, Time } from '../../components/time.tsx';
import classes from './incident-page.module.css';

/** Running clocks first, then who is affected and the bare facts. */
export function IncidentSide({ detail }: { readonly detail: IncidentDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const { incident } = detail;
  const mayClocks = session.can('obligation:read');
  const obligations = useQuery({ ...incidentObligationsQuery(incident.id), enabled: mayClocks });
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState(false);
  const [clearing, setClearing] = useState<AffectedCompany | null>(null);
  const mayAdd = session.isProvider && session.can('incident:write');
  return (
    <div className={classes.side}>
      {obligations.data && <Clocks obligations={obligations.data.items} />}
      <Affected
        companies={incident.companies}
        onAdd={mayAdd ? () => setAdding(true) : undefined}
        onClear={setClearing}
      />
      <section className={`t-card ${classes.card ?? ''}`}>
        <h2 className={classes.cardTitle}>
          {t('incident.facts')}
          {mayAdd && (
            <Tooltip label={t('incident.edit')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('incident.edit')}
                onClick={() => setEditing(true)}
              >
                <IconPencil size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </h2>
        {incident.summary && (
          <p dir="auto" className={classes.summary}>
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
      {clearing && (
        <ClearCompanyDialog incidentId={incident.id} company={clearing} onClose={() => setClearing(null)} />
      )}
      {editing && <EditIncidentDialog incident={incident} onClose={() => setEditing(false)} />}
      {mayAdd && <AddCompanyDialog detail={detail} opened={adding} onClose={() => setAdding(false)} />}
    </div>
  );
}

/** Companies that stand here before the reader asks for all. */
const shownCompanies = 6;
const running = ({ status }: Obligation): boolean =>
  status === 'open' || status === 'warned' || status === 'breached';

const affectedTone = { suspected: 'warning', confirmed: 'danger', cleared: 'neutral' } as const;

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
              {obligation.reopenedAt !== null && (
                <div
                  className={running(obligation) ? 't-danger' : 't-3'}
                  style={{ fontSize: '0.75rem', marginTop: 2 }}
                >
                  {t('incident.reopened')} <Time iso={obligation.reopenedAt} />
                </div>
              )}
              <LastTold incidentId={obligation.incidentId} obligationId={obligation.id} />
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
  onClear,
}: {
  readonly companies: Incident['companies'];
  readonly onAdd: (() => void) | undefined;
  readonly onClear: (company: AffectedCompany) => void;
}) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  return (
    <section className={`t-card ${classes.card ?? ''}`}>
      <h2 className={classes.cardTitle}>
        {t('incidents.affected')}
        {companies.length > 1 && <span className="t-3 t-num">{companies.length}</span>}
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
      <ul className={classes.affected}>
        {companies.slice(0, all ? companies.length : shownCompanies).map((company) => (
          <li key={company.id}>
            <Link
              className="t-quiet-link t-ellipsis"
              to="/companies/$companyId"
              params={{ companyId: company.id }}
              title={company.name}
            >
              <bdi>{company.name}</bdi>
            </Link>
            <ToneBadge tone={affectedTone[company.state]}>{t(`incident.${company.state}`)}</ToneBadge>
            {onAdd && company.state !== 'cleared' && (
              <Tooltip label={t('incident.clear')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={`${t('incident.clear')}: ${company.name}`}
                  onClick={() => onClear(company)}
                >
                  <IconX size={14} />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      {companies.length > shownCompanies && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={all}
          onClick={() => setAll((shown) => !shown)}
        >
          {all ? t('common.showFewer') : t('incident.showAllCompanies', { count: companies.length })}
        </Button>
      )}
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
      post(`/incidents/${detail.incident.id}/companies`, body),
    [['incident'], ['obligation'], ['overview']],
  );
  const known = new Set(
    detail.incident.companies.filter((company) => company.state === 'confirmed').map((company) => company.id),
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
