import type { LogSource, ParsedEvent } from '../event-types.ts';
import { evaluate } from '../sigma/evaluate.ts';
import type { FieldAliases } from '../sigma/field.ts';
import { readingOf, type Reading } from '../sigma/reading.ts';
import { aliasesFor, sourcesOf } from '../sigma/routing.ts';
import type { RuleNode, SigmaRule } from '../sigma/rule.ts';
import { preciseSources } from './event-sources.ts';

/** A rule that does not match an event although parts of it hold. */
export interface NearRule {
  readonly rule: SigmaRule;
  /** Parts that had to hold, and how many of them do not. A part is what the condition joins by `and`. */
  readonly parts: number;
  readonly failing: number;
}

/** All rules as one event sees them. */
export interface RulesOfEvent {
  readonly eventSources: readonly LogSource[];
  /** Rules whose log source the event counts as: only their fields are asked. */
  readonly considered: number;
  /** How many of them were asked before the time was over. */
  readonly asked: number;
  readonly matching: readonly SigmaRule[];
  /** Nearest first. */
  readonly nearest: readonly NearRule[];
}

/** Rules near to matching that are listed. */
const maxNearest = 10;

/** How long rules are asked, in milliseconds: a large event could hold many up for long. */
export interface AskingTime {
  readonly budgetMs: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Says which rules hold for an event, and which come nearest: those that a filter or a single field keeps from it first. */
export function rulesOfEvent(
  rules: readonly SigmaRule[],
  event: ParsedEvent,
  { budgetMs, now }: AskingTime,
): RulesOfEvent {
  const endsAt = now() + budgetMs;
  const sources = sourcesOf(event);
  const reading = readingOf(event.record);
  const matching: SigmaRule[] = [];
  const near: NearRule[] = [];
  let considered = 0;
  let asked = 0;
  for (const rule of rules) {
    const aliases = aliasesFor(rule.logSource, sources);
    if (aliases === null) continue;
    considered += 1;
    if (now() >= endsAt) continue;
    asked += 1;
    if (evaluate(rule.tree, reading, aliases)) matching.push(rule);
    else near.push(...nearness(rule, reading, aliases));
  }
  near.sort((a, b) => a.failing - b.failing || b.parts - a.parts || (a.rule.id < b.rule.id ? -1 : 1));
  return {
    eventSources: preciseSources(sources),
    considered,
    asked,
    matching,
    nearest: near.slice(0, maxNearest),
  };
}

/** None when no part that asks for something holds: what only excludes holds for nearly every event. */
function nearness(rule: SigmaRule, reading: Reading, aliases: FieldAliases): readonly NearRule[] {
  const ways = rule.tree.kind === 'or' ? rule.tree.nodes : [rule.tree];
  let best: NearRule | null = null;
  for (const way of ways) {
    const parts = way.kind === 'and' ? way.nodes : [way];
    const held = parts.filter((part) => evaluate(part, reading, aliases));
    if (!held.some(asksFor)) continue;
    const failing = parts.length - held.length;
    if (best === null || failing < best.failing) best = { rule, parts: parts.length, failing };
  }
  return best === null ? [] : [best];
}

const asksFor = (node: RuleNode): boolean => node.kind !== 'not';
