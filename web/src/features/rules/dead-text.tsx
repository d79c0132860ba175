import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deadRulesQuery } from '../../api/rule-resources.ts';
import type { DeadRule } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { Time } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { logSourceText } from './rule-filter.ts';
import { missingText } from './missing-text.ts';

/** Why nothing can make the rule fire, and since when or what is missing. */
export function DeadText({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(deadRulesQuery);
  const dead = data?.items.find((each) => each.id === id);
  if (dead === undefined) return null;
  return (
    <div>
      <ToneText tone="warning">{t('rules.dead.title')}</ToneText>{' '}
      <span className="t-2">
        <Cause dead={dead} />
      </span>
    </div>
  );
}

function Cause({ dead: { code, lastEventAt, missing } }: { readonly dead: DeadRule }) {
  const { t } = useTranslation();
  if (code !== 'no_events')
    return t(`rules.dead.${code}`, { missing: missingText(missing, t('rules.dead.or')) });
  return (
    <>
      {lastEventAt === null ? t('rules.dead.never') : t('rules.dead.last')}{' '}
      {lastEventAt !== null && <Time iso={lastEventAt} />}
    </>
  );
}

/** Above the list of rules that cannot fire: what was looked at to tell. */
export function DeadLookedAt() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(deadRulesQuery);
  if (data === undefined) return null;
  const left = data.notLookedAt.map(
    (each) => `${logSourceText({ logSource: each })} (${format.number(each.events)})`,
  );
  return (
    <div className="t-2" style={{ padding: '0 24px 10px', fontSize: 13 }}>
      {t('rules.dead.lookedAt', { count: data.lookedAt, events: format.number(data.lookedAt) })}{' '}
      {left.length > 0 && t('rules.dead.notLookedAt', { sources: left.join(', ') })}
    </div>
  );
}
