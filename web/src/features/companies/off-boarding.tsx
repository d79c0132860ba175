import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { offBoardingQuery } from '../../api/resources.ts';
import type { CompanyDetail } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { Time } from '../../components/time.tsx';
import classes from './company.module.css';

type Step = 'export' | 'erase';

/** A company leaves: everything is exported first, then erased. Both ask for its short name to be typed. */
export function OffBoarding({ company }: { readonly company: CompanyDetail }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step | null>(null);
  const [typed, setTyped] = useState('');
  const query = useQuery({ ...offBoardingQuery(company.id), retry: false });
  const state = query.data ?? null;
  const run = useChange(
    (next: Step) =>
      post<unknown>(`/companies/${company.id}/off-boarding`, { step: next, confirm: company.slug }),
    [['company']],
  );
  const open = (next: Step): void => {
    run.reset();
    setTyped('');
    setStep(next);
  };
  const exported = state?.exportedAt ?? null;
  return (
    <Section title={t('offBoarding.title')}>
      <div className="t-card" style={{ padding: 16 }}>
        <p className={classes.intro}>{t('offBoarding.text')}</p>
        {state && (
          <Facts
            items={[
              [t('offBoarding.exported'), exported === null ? null : <Time key="x" iso={exported} />],
              [
                t('offBoarding.erased'),
                state.erasedAt === null ? null : <Time key="e" iso={state.erasedAt} />,
              ],
            ]}
          />
        )}
        <Group gap="xs" mt="sm">
          <Button variant="default" onClick={() => open('export')}>
            {t('offBoarding.export')}
          </Button>
          <Button
            variant="outline"
            color="red"
            disabled={exported === null}
            title={exported === null ? t('offBoarding.exportFirst') : undefined}
            onClick={() => open('erase')}
            styles={{ root: { color: exported === null ? undefined : 'var(--t-danger-text)' } }}
          >
            {t('offBoarding.erase')}
          </Button>
          {exported === null && (
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
