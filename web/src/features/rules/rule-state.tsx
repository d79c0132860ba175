import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../api/types.ts';
import { ToneBadge, ToneText } from '../../components/badges.tsx';
import type { Tone } from '../../lib/clock-share.ts';
import { marksOf, type MarkedRule } from './rule-filter.ts';
import type { RuleMark } from './rule-mark.ts';

const stateTone: Readonly<Record<Rule['state'], Tone>> = {
  active: 'success',
  draft: 'neutral',
  disabled: 'warning',
  quarantined: 'danger',
};

export function RuleStateText({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  return (
    <ToneText tone={stateTone[rule.state]} hollow={rule.state !== 'active'}>
      {t(`rules.states.${rule.state}`)}
    </ToneText>
  );
}

const markTone: Readonly<Record<RuleMark, Tone>> = {
  unreadable: 'danger',
  shippedChanged: 'warning',
  newerDraft: 'info',
  noTest: 'neutral',
  dead: 'warning',
};

export function RuleMarks({ rule, oneLine }: { readonly rule: MarkedRule; readonly oneLine?: boolean }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap={oneLine ? 'nowrap' : 'wrap'}>
      {rule.origin !== 'shipped' && <ToneBadge tone="neutral">{t(`rules.origins.${rule.origin}`)}</ToneBadge>}
      {marksOf(rule).map((mark) => (
        <ToneBadge key={mark} tone={markTone[mark]}>
          {t(`rules.marks.${mark}`)}
        </ToneBadge>
      ))}
    </Group>
  );
}
