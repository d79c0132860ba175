import { Button, Group, Loader, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post, type ApiError } from '../../api/client.ts';
import type { TriedRule } from '../../api/types.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { TriedResult } from './tried-result.tsx';
import { tryDays } from './try-days.ts';

interface Trial {
  readonly yaml: string;
  readonly days: number;
}

/** What a rule, also one that is only being written, would have done over what is stored. */
export function RuleTry({ yaml }: { readonly yaml: string }) {
  const { t } = useTranslation();
  const [days, setDays] = useState<number>(tryDays[1]);
  const trial = useMutation<TriedRule, ApiError, Trial>({ mutationFn: (asked) => post('/rules/try', asked) });
  const tried = trial.variables;
  return (
    <div>
      <p className="t-2" style={{ margin: '0 0 12px', maxWidth: 720 }}>
        {t('ruleTry.intro')}
      </p>
      <Group gap={8} mb={16}>
        <SegmentedControl
          size="xs"
          aria-label={t('ruleTry.days')}
          value={String(days)}
          onChange={(next) => setDays(Number(next))}
          data={tryDays.map((value) => ({
            value: String(value),
            label: t('ruleTry.day', { count: value }),
          }))}
        />
        <Button
          loading={trial.isPending}
          disabled={yaml.trim() === ''}
          onClick={() => trial.mutate({ yaml, days })}
        >
          {t('ruleTry.run')}
        </Button>
        {trial.isPending && (
          <Group gap={8} role="status" className="t-2">
            <Loader size="xs" />
            {t('ruleTry.running')}
          </Group>
        )}
      </Group>
      {trial.error && <ErrorNote error={trial.error} />}
      {trial.data && tried && (
        <>
          {tried.yaml !== yaml && (
            <p className="t-warning" role="status" style={{ margin: '0 0 12px' }}>
              {t('ruleTry.again')}
            </p>
          )}
          <TriedResult tried={trial.data} yaml={tried.yaml} />
        </>
      )}
    </div>
  );
}
