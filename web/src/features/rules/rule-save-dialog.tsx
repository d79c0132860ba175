import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post, put } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { RuleDetail } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { notifyDone } from '../../components/notify.ts';
import type { RuleDraft } from './rule-draft.ts';

interface Saving {
  readonly reason: string;
  readonly isMerged: boolean;
  readonly asDraft: boolean;
}

function send(rule: RuleDetail | null, { after, tests, yaml }: RuleDraft, saving: Saving) {
  const { asDraft, isMerged, reason } = saving;
  const body = { yaml, tests: tests.trim() === '' ? null : tests, reason, asDraft };
  if (rule === null) return post('/rules', body);
  const mergedWith = isMerged ? (rule.shipped?.hash ?? null) : null;
  return put(`/rules/${encodeURIComponent(rule.id)}`, { ...body, after, mergedWith });
}

/** Asks why, and keeps what was written as the next version. */
export function RuleSaveDialog({
  rule,
  draft,
  onSaved,
  onClose,
}: {
  readonly rule: RuleDetail | null;
  readonly draft: RuleDraft;
  readonly onSaved: (id: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isMerged, setMerged] = useState(false);
  const change = useChange((saving: Saving) => send(rule, draft, saving), [['rule']]);
  const isRefused = change.error?.code === 'rule_text_refused';
  return (
    <FormDialog
      opened
      title={t('ruleEditor.saveTitle')}
      intro={rule?.origin === 'shipped' ? t('ruleEditor.saveOverlay') : t('ruleEditor.saveIntro')}
      submitLabel={t('common.save')}
      busy={change.isPending}
      error={change.error}
      disabled={reason.trim() === ''}
      onSubmit={() =>
        change.mutate(
          // A text that was refused once is kept as a draft when it is sent again.
          { reason: reason.trim(), isMerged, asDraft: isRefused },
          {
            onSuccess: ({ id, version }) => {
              notifyDone(t('ruleEditor.saved', { version }));
              onSaved(id);
            },
          },
        )
      }
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        required
        label={t('common.reason')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {rule?.shippedChanged && (
        <Checkbox
          label={t('ruleEditor.merged')}
          description={t('ruleEditor.mergedHint')}
          checked={isMerged}
          onChange={(event) => setMerged(event.currentTarget.checked)}
        />
      )}
      {isRefused && <div className="t-warning">{t('ruleEditor.saveUnread')}</div>}
    </FormDialog>
  );
}
