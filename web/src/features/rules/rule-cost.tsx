import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../api/types.ts';
import { useFormat } from '../../lib/use-format.ts';

/** Under this a cost is "nearly nothing": it is measured from single events. */
const leastShown = 0.001;

const useMicros = () => {
  const { t } = useTranslation();
  const format = useFormat();
  return (micros: number): string =>
    micros < leastShown
      ? t('rules.costs.least', { micros: format.number(leastShown) })
      : t('rules.costs.micros', { micros: format.number(Number(micros.toPrecision(3))) });
};

/** What a rule costs, in a cell of the list. */
export function RuleCostCell({ cost }: Pick<Rule, 'cost'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const micros = useMicros();
  if (cost === null) return <span className="t-3">–</span>;
  return (
    <Tooltip label={t('rules.costs.share', { share: format.percent(cost.share) })}>
      <span>{micros(cost.microsPerEvent)}</span>
    </Tooltip>
  );
}

/** The same in words, for the rule's page. */
export function RuleCostText({ cost }: Pick<Rule, 'cost'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const micros = useMicros();
  if (cost === null) return <span className="t-3">{t('rules.costs.none')}</span>;
  return (
    <span>
      {t('rules.costs.text', {
        perEvent: micros(cost.microsPerEvent),
        share: format.percent(cost.share),
        core: format.percent(cost.coreShare),
        perEvaluation: micros(cost.microsPerEvaluation),
        evaluations: format.number(cost.evaluations),
      })}
    </span>
  );
}
