import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { Finding } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { visibleText } from '../../lib/visible-text.ts';
import { tellMade } from './tell-made.tsx';
import { TermsFields, useTerms } from './terms-fields.tsx';

/** Findings like this one are not opened for a while: of this entity, or of every entity of the company. */
export function SuppressDialog({
  finding,
  onClose,
}: {
  readonly finding: Finding;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(false);
  const { terms, change, body } = useTerms();
  const { companyId, companyName, entity, rule } = finding;
  const make = useChange(
    (sent: NonNullable<typeof body>) =>
      post('/suppressions', { ...sent, companyId, ruleId: rule.id, entity: every ? null : entity }),
    [['suppression'], ['finding']],
  );
  return (
    <FormDialog
      opened
      size="lg"
      title={t('suppressions.suppressTitle', { number: finding.number })}
      intro={t('suppressions.suppressIntro', { rule: rule.title, company: companyName })}
      submitLabel={t('suppressions.suppress')}
      busy={make.isPending}
      error={make.error}
      disabled={body === null}
      onSubmit={() => {
        if (body === null) return;
        make.mutate(body, {
          onSuccess: ({ id }) => {
            tellMade(t('suppressions.suppressed'), id, t('suppressions.show'));
            onClose();
          },
        });
      }}
      onClose={onClose}
    >
      <Radio.Group
        label={t('suppressions.what')}
        value={every ? 'every' : 'one'}
        onChange={(next) => setEvery(next === 'every')}
      >
        <Stack gap={8} mt={4}>
          <Radio
            value="one"
            label={
              <>
                {t('suppressions.thisEntity')} <span className="t-3">{entity.type}</span>{' '}
                <span className="t-mono">{visibleText(entity.value)}</span>
              </>
            }
          />
          <Radio
            value="every"
            label={t('suppressions.everyEntityOf', { company: companyName })}
            description={t('suppressions.everyEntityHint')}
          />
        </Stack>
      </Radio.Group>
      <TermsFields companyId={companyId} terms={terms} onChange={change} />
      <div className="t-3" style={{ fontSize: '0.75rem' }}>
        {t('suppressions.stillCounted')}
      </div>
    </FormDialog>
  );
}
