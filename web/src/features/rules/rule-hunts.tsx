import { Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RuleDetail } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { Time } from '../../components/time.tsx';
import type { Tone } from '../../lib/clock-share.ts';
import { useFormat } from '../../lib/use-format.ts';
import { shareOf, type Hunt } from './hunt-share.ts';

const tones: Readonly<Record<Hunt['state'], Tone>> = {
  queued: 'neutral',
  running: 'info',
  done: 'success',
  stopped: 'warning',
};

/** What the rule has found in events from before it was in force, and how far it has come. */
export function RuleHunts({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rule.hunts.length === 0) return null;
  return (
    <Section title={t('ruleHunt.title')}>
      <p className="t-2" style={{ margin: '0 0 8px', maxWidth: 720 }}>
        {t('ruleHunt.intro')}
      </p>
      <SimpleTable
        label={t('ruleHunt.title')}
        headers={[
          t('rules.state'),
          t('ruleHunt.range'),
          t('ruleHunt.matches'),
          t('ruleHunt.known'),
          t('ruleHunt.suppressed'),
          t('ruleHunt.opened'),
          t('ruleHunt.counted'),
          t('ruleHunt.begun'),
        ]}
        rows={rule.hunts}
        rowKey={({ id }) => id}
        cells={(hunt) => [
          <HuntState key="s" hunt={hunt} />,
          <span key="r">
            <Time iso={hunt.from} /> – <Time iso={hunt.to < hunt.createdAt ? hunt.to : hunt.createdAt} />
          </span>,
          <Link key="m" className="t-link" to="/findings" search={{ status: 'all', ruleId: rule.id }}>
            {format.number(hunt.matches)}
          </Link>,
          format.number(hunt.knownMatches),
          format.number(hunt.suppressed),
          format.number(hunt.findingsOpened),
          format.number(hunt.counted),
          <Time key="c" iso={hunt.createdAt} />,
        ]}
      />
    </Section>
  );
}

function HuntState({ hunt }: { readonly hunt: Hunt }) {
  const { t } = useTranslation();
  const share = shareOf(hunt);
  return (
    <div style={{ minWidth: 120 }}>
      <ToneText tone={tones[hunt.state]} hollow={hunt.state === 'queued'}>
        {t(`ruleHunt.states.${hunt.state}`)}
        {hunt.state === 'running' && ` ${share} %`}
      </ToneText>
      {hunt.state === 'running' && (
        <Progress mt={4} size="xs" value={share} aria-label={t('ruleHunt.states.running')} />
      )}
      {hunt.stopReason !== null && (
        <div className="t-3" style={{ maxWidth: 320 }}>
          {t(`ruleHunt.reasons.${hunt.stopReason}`)}
        </div>
      )}
    </div>
  );
}
