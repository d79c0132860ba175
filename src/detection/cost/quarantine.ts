import { minuteMs } from '../../kernel/index.ts';
import type { CostSums } from './rule-cost.ts';
import { stallMs, type RuleStall } from './rule-meter.ts';

export const quarantineCauses = ['budget', 'stall'] as const;

/** What a rule may cost. */
export interface RuleBudget {
  /** Of one core, 1 is a whole one; null: no rule is ever taken out. */
  readonly coreShare: number | null;
}

/** A budget is for this time. */
export const budgetWindowMs = 5 * minuteMs;
/** So much of a core's time within it is never too much, however small the budget. */
const leastMicros = 5_000_000;
/** More rules are not taken out within an hour: then something else is wrong, such as a filter that all of them carry. */
export const mostPerHour = 5;

/** A rule that costs too much, with the figures. */
export interface Suspect {
  readonly ruleId: string;
  readonly cause: (typeof quarantineCauses)[number];
  /** Microseconds of one core within `budgetWindowMs`. */
  readonly micros: number;
  readonly evaluations: number;
  readonly coreShare: number | null;
  readonly budgetShare: number | null;
  readonly stallMs: number | null;
}

/** Rules that have cost more than their budget in the window, or that stalled, dearest first. */
export function suspectsIn(
  sums: CostSums,
  stalls: readonly RuleStall[],
  { coreShare: budgetShare }: RuleBudget,
): readonly Suspect[] {
  if (budgetShare === null) return [];
  const windowMicros = budgetWindowMs * 1_000;
  const most = Math.max(leastMicros, budgetShare * windowMicros);
  const stalled = new Map<string, number>();
  for (const { millis, ruleId } of stalls)
    if (millis >= stallMs) stalled.set(ruleId, Math.max(millis, stalled.get(ruleId) ?? 0));
  const ids = new Set([...sums.rules.keys(), ...stalled.keys()]);
  return [...ids]
    .flatMap((ruleId): readonly Suspect[] => {
      const { micros, evaluations } = sums.rules.get(ruleId) ?? { micros: 0, evaluations: 0 };
      const stall = stalled.get(ruleId) ?? null;
      const cost = { ruleId, micros: Math.round(micros), evaluations: Math.round(evaluations) };
      if (stall !== null)
        return [{ ...cost, cause: 'stall', coreShare: null, budgetShare: null, stallMs: stall }];
      if (micros <= most) return [];
      const coreShare = micros / windowMicros;
      return [{ ...cost, cause: 'budget', coreShare, budgetShare: most / windowMicros, stallMs: null }];
    })
    .toSorted((a, b) => b.micros - a.micros || (a.ruleId < b.ruleId ? -1 : 1));
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Why it is taken out, as it is kept with the change of the set. */
export const reasonOf = ({ budgetShare, coreShare, evaluations, stallMs: stall }: Suspect): string =>
  stall === null
    ? `It took ${percent(coreShare ?? 0)} of a core over ${budgetWindowMs / minuteMs} minutes, and may take ${percent(budgetShare ?? 0)}; it was evaluated about ${evaluations} times.`
    : `A single evaluation took ${seconds(stall)}, twice on the same event.`;

export interface QuarantineFacts extends Suspect {
  readonly title: string;
  /** Titles of rules that need it and no longer load. */
  readonly dependents: readonly string[];
  readonly link: string;
}

/** The mail to administrators. */
export const quarantineMail =
  (facts: QuarantineFacts) =>
  (language: 'en' | 'ru'): { readonly subject: string; readonly text: string } =>
    language === 'ru' ? russian(facts) : english(facts);

function english(facts: QuarantineFacts): { subject: string; text: string } {
  const { dependents, link, title } = facts;
  return {
    subject: `Tocsin: the rule "${title}" is in quarantine, it costs too much`,
    text: [
      `The rule "${title}" was taken out of force: it finds nothing more, for no company.`,
      reasonOf(facts),
      ...(dependents.length === 0
        ? []
        : [`These need it and are not in force without it: ${dependents.join('; ')}.`]),
      'Make it cheaper and activate the new version, or release it on its page and say why.',
      link,
    ].join('\n\n'),
  };
}

function russian(facts: QuarantineFacts): { subject: string; text: string } {
  const { budgetShare, coreShare, dependents, evaluations, link, stallMs: stall, title } = facts;
  const why =
    stall === null
      ? `За ${budgetWindowMs / minuteMs} минут оно заняло ${percent(coreShare ?? 0)} ядра при разрешённых ${percent(budgetShare ?? 0)}; вычислено примерно раз: ${evaluations}.`
      : `Одно вычисление длилось ${(stall / 1_000).toFixed(1)} с, дважды на одном событии.`;
  return {
    subject: `Tocsin: правило «${title}» на карантине, оно слишком дорогое`,
    text: [
      `Правило «${title}» больше не действует: оно ничего не находит ни у одной компании.`,
      why,
      ...(dependents.length === 0
        ? []
        : [`Без него не действуют и те, кому оно нужно: ${dependents.join('; ')}.`]),
      'Сделайте его дешевле и введите новую версию в действие или снимите карантин на странице правила, указав причину.',
      link,
    ].join('\n\n'),
  };
}
