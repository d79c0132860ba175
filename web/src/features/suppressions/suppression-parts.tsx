import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Suppression, SuppressionState } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import type { Tone } from '../../lib/clock-share.ts';
import { visibleText } from '../../lib/visible-text.ts';

const tones: Readonly<Record<SuppressionState, Tone>> = {
  active: 'success',
  expiring: 'warning',
  disabled: 'neutral',
  expired: 'neutral',
  ended: 'neutral',
};

export function SuppressionStateMark({ state }: { readonly state: SuppressionState }) {
  const { t } = useTranslation();
  return (
    <ToneText tone={tones[state]} hollow={state !== 'active' && state !== 'expiring'}>
      {t(`suppressions.states.${state}`)}
    </ToneText>
  );
}

/** What is taken: an entity, every entity, or what a filter excludes. */
export function SubjectText({ suppression }: { readonly suppression: Suppression }) {
  const { t } = useTranslation();
  const { entity, kind, targets } = suppression;
  if (entity !== null)
    return (
      <span className="t-mono" title={`${entity.type}: ${entity.value}`}>
        {visibleText(entity.value)}
      </span>
    );
  if (kind === 'rule') return <span className="t-2">{t('suppressions.everyEntity')}</span>;
  return (
    <span className="t-2">
      {targets === null ? t('suppressions.anyRule') : t('suppressions.ofRules', { count: targets.length })}
    </span>
  );
}

/** The rule behind a suppression, as a link for those who may see rules. */
export function RuleLink({
  id,
  title,
  isLinked,
}: {
  readonly id: string;
  readonly title: string;
  readonly isLinked: boolean;
}) {
  if (!isLinked) return <>{title}</>;
  return (
    <Link className="t-link" to="/rules/$ruleId" params={{ ruleId: id }}>
      {title}
    </Link>
  );
}
