import { useTranslation } from 'react-i18next';
import type { RuleDetail } from '../../api/types.ts';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { Time } from '../../components/time.tsx';

/** Saved versions, and what happened to the rule: who, when, why. */
export function RuleHistory({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
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
          />
        </Section>
      )}
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
