import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { offBoardingQuery } from '../../api/resources.ts';
import type { CompanyDetail, OffBoardingStep } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { ToneText } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { Time } from '../../components/time.tsx';
import classes from './company.module.css';

type Step = 'export' | 'erase' | 'cancel';

/** A company leaves: everything is exported first, then erased. Both ask for its short name to be typed. */
export function OffBoarding({ company }: { readonly company: CompanyDetail }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step | null>(null);
  const [typed, setTyped] = useState('');
  const query = useQuery(offBoardingQuery(company.id));
  const run = useChange(
    (next: Step) => post(`/companies/${company.id}/off-boarding`, { step: next, confirm: company.slug }),
    [['company']],
  );
  const open = (next: Step): void => {
    run.reset();
    setTyped('');
    setStep(next);
  };
  const exported =
    query.data?.steps.some((entry) => entry.step === 'export' && entry.state === 'done') ?? false;
  return (
    <Section title={t('offBoarding.title')}>
      <div className="t-card" style={{ padding: 16 }}>
        <p className={classes.intro}>
          {t('offBoarding.text')} {t('offBoarding.backups')}
        </p>
        {query.data?.steps.map((entry) => (
          <StepLine key={entry.id} step={entry} />
        ))}
        <Group gap="xs" mt="sm">
          <Button variant="default" onClick={() => open('export')}>
            {t('offBoarding.export')}
          </Button>
          <Button
            variant="outline"
            color="red"
            disabled={!exported}
            title={!exported ? t('offBoarding.exportFirst') : undefined}
            onClick={() => open('erase')}
            styles={{ root: { color: !exported ? undefined : 'var(--t-danger-text)' } }}
          >
            {t('offBoarding.erase')}
          </Button>
          {query.data?.status === 'off_boarding' && (
            <Button variant="default" onClick={() => open('cancel')}>
              {t('offBoarding.cancel')}
            </Button>
          )}
          {!exported && (
            <span className="t-3" style={{ fontSize: '0.75rem' }}>
              {t('offBoarding.exportFirst')}
            </span>
          )}
        </Group>
      </div>
      <FormDialog
        opened={step !== null}
        title={t(`offBoarding.${step ?? 'export'}`)}
        intro={t(`offBoarding.${step ?? 'export'}Text`, {
          company: company.name,
          users: company.counts.users,
          sources: company.counts.sources,
        })}
        submitLabel={t(`offBoarding.${step ?? 'export'}`)}
        danger={step === 'erase'}
        busy={run.isPending}
        error={run.error}
        disabled={typed !== company.slug}
        onSubmit={() => {
          if (step !== null) run.mutate(step, { onSuccess: () => setStep(null) });
        }}
        onClose={() => setStep(null)}
      >
        <TextInput
          data-autofocus
          label={t('offBoarding.confirm', { slug: company.slug })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      </FormDialog>
    </Section>
  );
}

const stepTone = { queued: 'neutral', running: 'info', done: 'success', failed: 'danger' } as const;

function StepLine({ step }: { readonly step: OffBoardingStep }) {
  const { t } = useTranslation();
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, fontSize: '0.8125rem', padding: '2px 0' }}>
      <ToneText tone={stepTone[step.state]}>
        {t(`offBoarding.${step.step}`)}: {t(`offBoarding.state.${step.state}`)}
      </ToneText>
      <span className="t-3">
        {step.requestedByName} · <Time iso={step.finishedAt ?? step.requestedAt} />
      </span>
    </div>
  );
}
