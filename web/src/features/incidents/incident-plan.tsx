import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Menu,
  Progress,
  Select,
  Textarea,
  Tooltip,
} from '@mantine/core';
import { IconDots, IconNote } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { planQuery, playbooksQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { Plan, PlanStep, StepStatus } from '../../api/types.ts';
import { stepTone, ToneBadge } from '../../components/badges.tsx';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { useNotifyError } from '../../components/notify.ts';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Due, Time } from '../../components/time.tsx';
import { useDraftForm } from '../../lib/draft.ts';
import classes from './incident-page.module.css';

export function IncidentPlan({ incidentId }: { readonly incidentId: string }) {
  const { i18n } = useTranslation();
  const query = useQuery(planQuery(incidentId, i18n.language));
  return (
    <QueryView query={query}>
      {({ plan }) => (plan ? <PlanCard plan={plan} /> : <AttachPlan incidentId={incidentId} />)}
    </QueryView>
  );
}

function PlanCard({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation();
  const ownerText = useOwnerText();
  const settled = plan.steps.filter((step) => step.status === 'done' || step.status === 'skipped').length;
  const next =
    plan.steps.find((step) => step.status === 'in_progress') ??
    plan.steps.find((step) => step.status === 'open');
  return (
    <div className="t-card">
      <div style={{ padding: 16, borderBottom: '1px solid var(--t-border)' }}>
        <Group justify="space-between" mb={8}>
          <strong style={{ fontWeight: 600 }}>{plan.playbook.name}</strong>
          <span className="t-3 t-num" style={{ fontSize: '0.8125rem' }}>
            {t('plan.progress', { done: settled, count: plan.steps.length })} ·{' '}
            {t('plan.version', { version: plan.playbook.version })}
          </span>
        </Group>
        <Progress
          value={plan.steps.length === 0 ? 0 : (settled / plan.steps.length) * 100}
          size={6}
          transitionDuration={120}
          color="var(--t-success)"
          aria-label={t('plan.progressLabel')}
        />
        {next && (
          <div className="t-2" style={{ marginTop: 8, fontSize: '0.8125rem' }}>
            {t('plan.next', { name: next.name })}
            <span className="t-3"> · {ownerText(next.owner)}</span>
          </div>
        )}
      </div>
      <ol className={classes.steps}>
        {plan.steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
    </div>
  );
}

/** A step's owner is a role. */
function useOwnerText(): (owner: string) => string {
  const { t } = useTranslation();
  return (owner) => t(`role.${owner}` as 'role.analyst', { defaultValue: owner });
}

function Step({ step }: { readonly step: PlanStep }) {
  const { t } = useTranslation();
  const ownerText = useOwnerText();
  const session = useSession();
  const notifyError = useNotifyError();
  const [noting, setNoting] = useState(false);
  const change = useChange(
    (body: { readonly status: StepStatus; readonly note?: string }) => post(`/plan-steps/${step.id}`, body),
    [['incident']],
  );
  const set = (status: StepStatus): void => change.mutate({ status }, { onError: notifyError });
  const settled = step.status === 'done' || step.status === 'skipped';
  const mayWrite = session.can('plan:write');
  const doneBy = step.doneBy?.name;
  return (
    <li className={`${classes.planStep ?? ''} ${settled ? (classes.stepDone ?? '') : ''}`}>
      <Checkbox
        mt={2}
        size="sm"
        checked={step.status === 'done'}
        indeterminate={step.status === 'skipped'}
        disabled={!mayWrite || change.isPending}
        aria-label={t('plan.tick', { name: step.name })}
        onChange={(event) => set(event.currentTarget.checked ? 'done' : 'open')}
      />
      <div style={{ minWidth: 0 }}>
        <div className={classes.stepName}>{step.name}</div>
        {step.description !== '' && (
          <div className="t-2" style={{ fontSize: '0.8125rem' }}>
            {step.description}
          </div>
        )}
        <div className={classes.stepMeta}>
          <span>{ownerText(step.owner)}</span>
          {step.dueAt !== null && !settled && (
            <span>
              {t('plan.due')} <Due iso={step.dueAt} />
            </span>
          )}
          {step.doneAt !== null && (
            <span>
              {doneBy === undefined ? t('plan.doneAt') : t('plan.doneBy', { name: doneBy })}{' '}
              <Time iso={step.doneAt} />
            </span>
          )}
        </div>
        {step.note !== null && step.note !== '' && !noting && (
          <div className={classes.stepNote}>{step.note}</div>
        )}
        {noting && <StepNote step={step} onClose={() => setNoting(false)} />}
      </div>
      <Group gap={4} wrap="nowrap" align="start">
        {step.status !== 'open' && step.status !== 'done' && (
          <ToneBadge tone={stepTone[step.status]}>{t(`stepStatus.${step.status}`)}</ToneBadge>
        )}
        {mayWrite && (
          <>
            <Tooltip label={t('plan.note')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`${t('plan.note')}: ${step.name}`}
                onClick={() => setNoting((value) => !value)}
              >
                <IconNote size={16} />
              </ActionIcon>
            </Tooltip>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={`${t('common.more')}: ${step.name}`}>
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {(['open', 'in_progress', 'done', 'skipped'] as const)
                  .filter((status) => status !== step.status)
                  .map((status) => (
                    <Menu.Item key={status} onClick={() => set(status)}>
                      {t(`plan.set.${status}`)}
                    </Menu.Item>
                  ))}
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </Group>
    </li>
  );
}

function StepNote({ step, onClose }: { readonly step: PlanStep; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { form, clear } = useDraftForm<{ note: string }>(`step.${step.id}`, { note: step.note ?? '' });
  const save = useChange(
    (note: string) => post(`/plan-steps/${step.id}`, { status: step.status, note }),
    [['incident']],
  );
  return (
    <form
      style={{ marginTop: 8 }}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(form.values.note, {
          onSuccess: () => {
            clear();
            onClose();
          },
        });
      }}
    >
      <Textarea
        autoFocus
        autosize
        minRows={2}
        size="xs"
        aria-label={t('plan.note')}
        {...form.getInputProps('note')}
      />
      {save.error && <ErrorNote error={save.error} />}
      <Group gap="xs" mt={8}>
        <Button type="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </Group>
    </form>
  );
}

function AttachPlan({ incidentId }: { readonly incidentId: string }) {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const mayWrite = session.can('plan:write');
  const playbooks = useQuery({ ...playbooksQuery(i18n.language), enabled: mayWrite });
  const [chosen, setChosen] = useState<string | null>(null);
  const attach = useChange(
    (playbookId: string) => post(`/incidents/${incidentId}/plan`, { playbookId }),
    [['incident']],
  );
  const choice = mayWrite && (
    <Group gap="xs" mt="xs" justify="center">
      <Select
        aria-label={t('plan.choose')}
        placeholder={t('plan.choose')}
        data={playbooks.data?.items.map((playbook) => ({ value: playbook.id, label: playbook.name })) ?? []}
        value={chosen}
        onChange={setChosen}
        w={280}
      />
      <Button
        size="sm"
        disabled={chosen === null}
        loading={attach.isPending}
        onClick={() => {
          if (chosen !== null) attach.mutate(chosen);
        }}
      >
        {t('plan.attach')}
      </Button>
    </Group>
  );
  return (
    <div className="t-card">
      <EmptyState title={t('plan.none')} text={t('plan.noneText')} action={choice} />
      {attach.error && <ErrorNote error={attach.error} />}
    </div>
  );
}
