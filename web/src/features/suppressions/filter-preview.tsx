import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CheckedFilter } from '../../api/types.ts';
import { CodeBlock } from '../../components/copy.tsx';

/** What a filter says, what it is about, and what is wrong with it. */
export function FilterPreview({
  checked,
  withoutText,
}: {
  readonly checked: CheckedFilter;
  readonly withoutText?: boolean;
}) {
  const { t } = useTranslation();
  if (checked.refused.length > 0)
    return (
      <Alert color="red" variant="light" p="xs" title={t('suppressions.refused')}>
        {checked.refused.map(({ code, line, reason }) => (
          <div key={`${line}${code}`}>
            {t('rules.line', { line })}: {reason} <span className="t-mono t-3">{code}</span>
          </div>
        ))}
      </Alert>
    );
  return (
    <>
      {withoutText !== true && (
        <CodeBlock label={t('suppressions.filterText')} text={checked.yaml} maxHeight={180} />
      )}
      <div className="t-2" aria-live="polite">
        {t('suppressions.about', { count: checked.ruleCount })}{' '}
        <span className="t-3">
          {checked.rules
            .slice(0, 3)
            .map(({ title }) => title)
            .join(' · ')}
          {checked.ruleCount > 3 && ' …'}
        </span>
        {checked.unknownRules.length > 0 && (
          <div className="t-warning">
            {t('suppressions.unknownRules', { names: checked.unknownRules.join(', ') })}
          </div>
        )}
      </div>
    </>
  );
}
