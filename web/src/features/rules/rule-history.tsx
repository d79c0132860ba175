import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { RuleDetail } from '../../api/types.ts';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { Time } from '../../components/time.tsx';
import { RuleDialog, type RuleStep } from './rule-dialogs.tsx';

/** Saved versions, and what happened to the rule: who, when, why. */
export function RuleHistory({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const [step, setStep] = useState<RuleStep | null>(null);
  const who = [t('rules.when'), t('rules.who'), t('common.reason')];
  return (
    <>
      {rule.versions.length > 0 && (
        <Section title={t('rules.versions')}>
          <SimpleTable
            label={t('rules.versions')}
            headers={[t('rules.version'), ...who]}
            rows={rule.versions}
            rowKey={({ version }) => String(version)}
            cells={({ at, by, reason, version }) => [
              version === rule.version ? t('rules.versionInForce', { version }) : version,
              <Time key="at" iso={at} />,
              by,
              reason,
            ]}
            actionsLabel={t('common.actions')}
            actions={({ refused, version }) =>
              session.can('rule:write') &&
              refused === null &&
              !(rule.state === 'active' && version === rule.version) && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => setStep({ kind: 'activate', version })}
                >
                  {t('ruleEditor.activateThis')}
                </Button>
              )
            }
          />
        </Section>
      )}
      {step !== null && <RuleDialog rule={rule} step={step} onClose={() => setStep(null)} />}
      {rule.changes.length > 0 && (
        <Section title={t('rules.changes')}>
          <SimpleTable
            label={t('rules.changes')}
            headers={[t('rules.change'), ...who]}
            rows={rule.changes}
            rowKey={({ setVersion }) => String(setVersion)}
            cells={({ at, by, change, reason, version }) => [
              version === null
                ? t(`rules.changeNames.${change}`)
                : `${t(`rules.changeNames.${change}`)} (${version})`,
              <Time key="at" iso={at} />,
              by,
              reason,
            ]}
          />
        </Section>
      )}
    </>
  );
}
