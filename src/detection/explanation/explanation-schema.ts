import { z } from 'zod';
import { severities } from '../../kernel/index.ts';
import type { AnyRule } from '../correlation/references.ts';
import { maxRuleText } from '../rule/rule-text.ts';
import type { ExplainedItem, ExplainedNode } from './explanation.ts';
import type { NearRule, RulesOfEvent } from './nearest-rules.ts';
import { windowsBody } from './window-schema.ts';
import type { CorrelationVerdict, ExplainedDocument, RuleVerdict } from './rule-verdict.ts';

/** A rule in force by its id, or the text of one that is not, which wins. */
export const explainBody = z
  .object({
    ruleId: z.string().min(1).max(200).optional(),
    yaml: z.string().min(1).max(maxRuleText).optional(),
    companyId: z.uuid().optional(),
  })
  .refine(({ ruleId, yaml }) => ruleId !== undefined || yaml !== undefined, {
    message: 'Give ruleId or yaml.',
  });

const part = z.string().nullable();
const logSourceBody = z.object({ product: part, category: part, service: part });
const textsBody = z.object({ count: z.number().int(), shown: z.array(z.string()) });
const fieldBody = z.object({ field: z.string(), foundAs: z.string().nullable(), texts: textsBody });

/** A part of a detection; parts within it follow it with a greater depth. */
const lineBody = z.object({
  depth: z.number().int(),
  kind: z.enum(['and', 'or', 'not', 'selection', 'item']),
  holds: z.boolean(),
  name: z.string().nullable(),
  item: z
    .object({
      key: z.string(),
      read: fieldBody.nullable(),
      others: z.array(fieldBody),
      all: z.boolean(),
      negated: z.boolean(),
      holding: textsBody,
      failing: textsBody,
    })
    .nullable(),
});
type Line = z.input<typeof lineBody>;

const documentBody = z.object({
  id: z.string(),
  title: z.string(),
  holds: z.boolean().nullable(),
  lines: z.array(lineBody),
});

const ruleHead = z.object({
  id: z.string(),
  title: z.string(),
  author: z.string(),
  level: z.enum(severities).nullable(),
  hash: z.string(),
});

export const explanationBody = z.object({
  eventId: z.uuid(),
  rule: ruleHead,
  engineVersion: z.string(),
  kind: z.enum(['rule', 'correlation']),
  /** Null for a correlation, which judges many events. */
  matches: z.boolean().nullable(),
  isFor: z.boolean(),
  ruleSource: logSourceBody.nullable(),
  eventSources: z.array(logSourceBody),
  detection: documentBody.nullable(),
  filters: z.array(documentBody),
  parts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: z.enum(['rule', 'correlation']),
      matches: z.boolean().nullable(),
      /** The rule would match without a filter of the installation. */
      isFiltered: z.boolean(),
    }),
  ),
  /** Of a correlation in force that counts the event: its windows with the event; null otherwise. */
  correlation: windowsBody.nullable(),
});

export const rulesOfEventBody = z.object({
  eventId: z.uuid(),
  eventSources: z.array(logSourceBody),
  rules: z.number().int(),
  considered: z.number().int(),
  asked: z.number().int(),
  matching: z.array(ruleHead),
  nearest: z.array(ruleHead.extend({ parts: z.number().int(), failing: z.number().int() })),
});

const toHead = ({ author, hash, id, level, title }: AnyRule) => ({ id, title, author, level, hash });

interface Told {
  readonly eventId: string;
  readonly engineVersion: string;
}

export function toExplanationBody(
  told: Told,
  rule: AnyRule,
  verdict: RuleVerdict,
): z.input<typeof explanationBody> {
  const { eventSources, filters, isFor, matches, ruleSource } = verdict;
  return {
    ...told,
    rule: toHead(rule),
    kind: 'rule',
    matches,
    isFor,
    ruleSource,
    eventSources: [...eventSources],
    detection: toDocumentBody(verdict.rule),
    filters: filters.map(toDocumentBody),
    parts: [],
    correlation: null,
  };
}

export const toCorrelationBody = (
  told: Told,
  rule: AnyRule,
  { parts }: CorrelationVerdict,
  correlation: z.input<typeof windowsBody> | null,
): z.input<typeof explanationBody> => ({
  ...told,
  rule: toHead(rule),
  kind: 'correlation',
  matches: null,
  isFor: parts.some((one) => one.matches === true),
  ruleSource: null,
  eventSources: [],
  detection: null,
  filters: [],
  parts: [...parts],
  correlation,
});

const toDocumentBody = ({ detection, id, title }: ExplainedDocument): z.input<typeof documentBody> => ({
  id,
  title,
  holds: detection?.holds ?? null,
  lines: detection === null ? [] : linesOf(detection, 0),
});

function linesOf(node: ExplainedNode, depth: number): Line[] {
  const line = { depth, kind: node.kind, holds: node.holds, name: null, item: null };
  switch (node.kind) {
    case 'and':
    case 'or':
      return [line, ...node.nodes.flatMap((child) => linesOf(child, depth + 1))];
    case 'not':
      return [line, ...linesOf(node.node, depth + 1)];
    case 'selection':
      return [{ ...line, name: node.name }, ...linesOf(node.node, depth + 1)];
    case 'item':
      return [{ ...line, item: toItemBody(node) }];
  }
}

function toItemBody({ all, failing, holding, key, negated, others, read }: ExplainedItem): Line['item'] {
  const texts = ({ count, shown }: ExplainedItem['holding']) => ({ count, shown: [...shown] });
  const field = (one: NonNullable<ExplainedItem['read']>) => ({ ...one, texts: texts(one.texts) });
  return {
    key,
    read: read === null ? null : field(read),
    others: others.map(field),
    all,
    negated,
    holding: texts(holding),
    failing: texts(failing),
  };
}

export const toRulesOfEventBody = (
  eventId: string,
  rules: number,
  { asked, considered, eventSources, matching, nearest }: RulesOfEvent,
): z.input<typeof rulesOfEventBody> => ({
  eventId,
  eventSources: [...eventSources],
  rules,
  considered,
  asked,
  matching: matching.map(toHead),
  nearest: nearest.map(({ failing, parts, rule }: NearRule) => ({ ...toHead(rule), parts, failing })),
});
