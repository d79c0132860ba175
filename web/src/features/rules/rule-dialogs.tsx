import { Checkbox, List, Textarea } from '@mantine/core';
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
  | { readonly kind: 'enable' | 'disable' | 'withdraw' };

interface Answer {
  readonly reason: string;
  readonly withoutTests: boolean;
}

function send(id: string, step: RuleStep, { reason, withoutTests }: Answer) {
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
  const change = useChange((answer: Answer) => send(rule.id, step, answer), [['rule']]);
  const untested = isUntested(rule, step);
  const needsReason = step.kind === 'disable' || step.kind === 'withdraw' || withoutTests;
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
          { reason: reason.trim(), withoutTests },
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
