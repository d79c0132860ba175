import { Alert, List } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RefusedRule, Rule } from '../../api/types.ts';

/** Rules that are out of force without anybody having wanted it. */
export function Quarantined({ rules }: { readonly rules: readonly Rule[] }) {
  const { t } = useTranslation();
  const out = rules.filter(({ state }) => state === 'quarantined');
  if (out.length === 0) return null;
  return (
    <div style={{ padding: '0 24px 12px' }}>
      <Alert
        color="red"
        variant="light"
        title={t('rules.quarantine.banner', { count: out.length })}
        styles={{ title: { color: 'var(--t-danger-text)' } }}
      >
        {t('rules.quarantine.bannerText')}{' '}
        {out.slice(0, 5).map(({ id, title }, at) => (
          <span key={id}>
            {at > 0 && ', '}
            <Link className="t-link" to="/rules/$ruleId" params={{ ruleId: id }}>
              {title}
            </Link>
          </span>
        ))}
        {out.length > 5 && (
          <>
            {' '}
            <Link className="t-link" to="/rules" search={{ state: ['quarantined'] }}>
              {t('rules.quarantine.all')}
            </Link>
          </>
        )}
      </Alert>
    </div>
  );
}

export function Refused({ rules }: { readonly rules: readonly RefusedRule[] }) {
  const { t } = useTranslation();
  return (
    <div style={{ padding: '0 24px 12px' }}>
      <Alert
        color="yellow"
        variant="light"
        title={t('rules.refused', { count: rules.length })}
        styles={{ title: { color: 'var(--t-warning-text)' } }}
      >
        <List size="sm">
          {rules.map((rule) => (
            <List.Item key={`${rule.file}${rule.line}${rule.code}`}>
              <span className="t-mono">
                {rule.file}:{rule.line}
              </span>{' '}
              {rule.reason} <span className="t-mono t-3">{rule.code}</span>
            </List.Item>
          ))}
        </List>
      </Alert>
    </div>
  );
}
