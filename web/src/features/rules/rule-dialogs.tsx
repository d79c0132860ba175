import { Checkbox, List, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { RuleDetail } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { notifyDone } from '../../components/notify.ts';

/** What is about to be done with a rule. */
export type RuleStep =
  | { readonly kind: 'activate'; readonly version: number }
  | { readonly kind: 'enable' | 'disable' | 'withdraw' | 'release' };

interface Answer {
  readonly reason: string;
  readonly withoutTests: boolean;
  readonly exemptHours: number | null;
}

/** For how long a released rule is left alone, hours; null: until it changes. */
const exemptChoices = { day: 24, week: 168, ever: null } as const;
const exemptTerms = ['day', 'week', 'ever'] as const;

function send(id: string, step: RuleStep, { exemptHours, reason, withoutTests }: Answer) {
  const path = encodeURIComponent(id);
  switch (step.kind) {
    case 'activate':
      return post(`/rules/${path}/activate`, { version: step.version, reason, withoutTests });
    case 'enable':
      return post(`/rules/${path}/enable`, { reason, withoutTests });
    case 'disable':
      return post(`/rules/${path}/disable`, { reason });
    case 'withdraw':
      return post(`/rules/${path}/withdraw`, { reason });
    case 'release':
      return post(`/rules/${path}/release`, { reason, exemptHours });
  }
}

/** Says what will happen, asks why, and shows which tests or other rules stand against it. */
export function RuleDialog({
  rule,
  step,
  onClose,
}: {
  readonly rule: RuleDetail;
  readonly step: RuleStep;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [withoutTests, setWithoutTests] = useState(false);
  const [exempt, setExempt] = useState<(typeof exemptTerms)[number]>('day');
  const change = useChange((answer: Answer) => send(rule.id, step, answer), [['rule']]);
  const untested = isUntested(rule, step);
  const needsReason = ['disable', 'withdraw', 'release'].includes(step.kind) || withoutTests;
  return (
    <FormDialog
      opened
      title={t(`rules.steps.${step.kind}.title`)}
      intro={t(`rules.steps.${step.kind}.intro`, { title: rule.title })}
      submitLabel={t(`rules.changeNames.${step.kind}`)}
      busy={change.isPending}
      error={change.error}
      disabled={(needsReason && reason.trim() === '') || (untested && !withoutTests)}
      onSubmit={() =>
        change.mutate(
          { reason: reason.trim(), withoutTests, exemptHours: exemptChoices[exempt] },
          {
            onSuccess: () => {
              notifyDone(t(`rules.steps.${step.kind}.done`, { title: rule.title }));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        label={t('common.reason')}
        required={needsReason}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {step.kind === 'release' && (
        <Radio.Group
          label={t('rules.exempt.label')}
          value={exempt}
          onChange={(value) => setExempt(exemptTerms.find((term) => term === value) ?? 'day')}
        >
          <Stack gap={6} mt={6}>
            {exemptTerms.map((term) => (
              <Radio key={term} value={term} label={t(`rules.exempt.for.${term}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {untested && (
        <Checkbox
          label={t('rules.withoutTests')}
          description={t('rules.withoutTestsHint')}
          checked={withoutTests}
          onChange={(event) => setWithoutTests(event.currentTarget.checked)}
        />
      )}
      {change.error instanceof ApiError && change.error.errors.length > 1 && (
        <List size="sm">
          {change.error.errors.map(({ code, message, path }) => (
            <List.Item key={`${path}${code}${message}`}>
              <span className="t-mono">{path}</span> {message}
            </List.Item>
          ))}
        </List>
      )}
    </FormDialog>
  );
}

/** Would the step put a version into force that has no tests? */
function isUntested(rule: RuleDetail, step: RuleStep): boolean {
  if (step.kind === 'activate')
    return rule.versions.find(({ version }) => version === step.version)?.hasTests === false;
  return step.kind === 'enable' && rule.version !== null && !rule.hasTests;
}
