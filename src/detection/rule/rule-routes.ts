import { z } from 'zod';
import { defineRoute, type Route } from '../../identity/index.ts';
import { dayMs, err, ok, type Severity } from '../../kernel/index.ts';
import { targetIndex } from '../correlation/references.ts';
import { matchesByRule } from '../finding/finding-store.ts';
import { levelOf, type AnyRule, type RuleBook } from './rule-book.ts';
import { ruleDetailBody, ruleListBody, type ruleBody } from './rule-schema.ts';

export const ruleProblems = { rule_not_found: { status: 404, title: 'There is no such rule' } } as const;

/** Which rules are in force, which were refused and why, and what each has matched. */
export function ruleRoutes(book: RuleBook): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/rules',
      operation: 'rule.list',
      summary: 'Detection rules in force, and the refused ones with the reason',
      access: 'rule:read',
      reply: ruleListBody,
      handler: async ({ tx, clock }) => {
        const matches = await matchesByRule(tx, new Date(clock.now().getTime() - dayMs));
        const refused = book.current().refused.map((each) => ({ ...each, file: book.fileOf(each.file) }));
        return ok({
          items: allRules(book).map((listed) => toBody(book, listed, matches.get(listed.rule.id) ?? 0)),
          refused,
        });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/rules/:id',
      operation: 'rule.get',
      summary: 'One rule with its source',
      access: 'rule:read',
      params: z.object({ id: z.string().max(200) }),
      reply: ruleDetailBody,
      handler: async ({ tx, params, clock }) => {
        const listed = allRules(book).find((candidate) => candidate.rule.id === params.id);
        if (listed === undefined)
          return err({ code: 'rule_not_found', message: 'There is no such rule in force.' });
        const { rule } = listed;
        const matches = await matchesByRule(tx, new Date(clock.now().getTime() - dayMs));
        return ok({
          ...toBody(book, listed, matches.get(rule.id) ?? 0),
          description: rule.description,
          references: [...rule.references],
          falsePositives: [...rule.falsepositives],
          yaml: book.sourceOf(rule),
          hash: rule.hash,
        });
      },
    }),
  ];
}

interface ListedRule {
  readonly rule: AnyRule;
  readonly level: Severity;
}

function allRules(book: RuleBook): readonly ListedRule[] {
  const { rules, correlations } = book.current();
  const targets = targetIndex(rules, correlations);
  const listed = [...correlations, ...rules].map((rule) => {
    const inner = rule.kind === 'correlation' ? rule.rules.flatMap((name) => targets.get(name) ?? []) : [];
    return { rule, level: levelOf(rule, inner) };
  });
  return listed.toSorted((a, b) => (a.rule.title < b.rule.title ? -1 : a.rule.title > b.rule.title ? 1 : 0));
}

function toBody(book: RuleBook, { rule, level }: ListedRule, matches24h: number): z.input<typeof ruleBody> {
  return {
    id: rule.id,
    title: rule.title,
    level,
    status: rule.status,
    author: rule.author,
    kind: rule.kind === 'detection' ? 'rule' : 'correlation',
    logSource: rule.kind === 'detection' ? rule.logSource : null,
    tags: [...rule.tags],
    matches24h,
    file: book.fileOf(rule.file),
  };
}
