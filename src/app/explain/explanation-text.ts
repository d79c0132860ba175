import type { ExplanationReply, ReplyLine, RulesReply } from './explain-schema.ts';
import { printable } from './printable.ts';
import { windowLines } from './window-text.ts';

type Source = RulesReply['eventSources'][number];
type Item = NonNullable<ReplyLine['item']>;

/** An explanation for a terminal: what holds is marked `+`, what does not `-`. */
export function explanationText(reply: ExplanationReply): string {
  const { correlation, detection, eventSources, filters, isFor, matches, parts, rule, ruleSource } = reply;
  const verdict = matches === null ? 'judges many events' : matches ? 'matches' : 'does not match';
  const lines = [`${rule.title}: ${verdict}${rule.author === '' ? '' : ` (by ${printable(rule.author)})`}`];
  if (!isFor && ruleSource !== null) {
    lines.push(
      `The rule is for ${sourceText(ruleSource)}, the event is ${sourcesText(eventSources)}: no field was asked.`,
    );
  }
  if (detection !== null) lines.push(...detection.lines.flatMap(linesOf));
  for (const filter of filters) lines.push(`Filter: ${filter.title}`, ...filter.lines.flatMap(linesOf));
  for (const part of parts) {
    lines.push(`  ${part.title} (${part.id}): ${countingOf(part)}`);
  }
  if (correlation !== null) lines.push(...windowLines(correlation));
  return `${lines.join('\n')}\n`;
}

function countingOf({ isFiltered, matches }: ExplanationReply['parts'][number]): string {
  if (matches === null) return 'correlation';
  if (matches) return 'counts the event';
  return isFiltered ? 'does not count it, a filter excludes it' : 'does not count it';
}

/** The rules of an event for a terminal. */
export function rulesText({ asked, considered, eventSources, matching, nearest, rules }: RulesReply): string {
  const lines = [
    `The event is ${sourcesText(eventSources)}; ${considered} of ${rules} rules are for it, ${matching.length} match.`,
    ...matching.map(({ id, level, title }) => `+ ${title} [${level ?? ''}] ${id}`),
  ];
  if (asked < considered) lines.push(`Only ${asked} of them could be asked in time.`);
  if (nearest.length > 0) lines.push('Nearest:');
  for (const { failing, id, parts, title } of nearest)
    lines.push(`- ${title}: ${failing} of ${parts} conditions do not hold, ${id}`);
  return `${lines.join('\n')}\n`;
}

const words = { and: 'all of', or: 'one of', not: 'not' } as const;

function linesOf({ depth, holds, item, kind, name }: ReplyLine): readonly string[] {
  const indent = '  '.repeat(depth + 1);
  const mark = `${indent}${holds ? '+' : '-'} `;
  if (item === null) return [mark + (kind === 'selection' || kind === 'item' ? (name ?? '') : words[kind])];
  return [
    mark + (item.key === '' ? 'anywhere in the event' : printable(item.key)),
    ...details(item).map((text) => `${indent}    ${text}`),
  ];
}

function details({ all, failing, holding, others, read }: Item): readonly string[] {
  const lines: string[] = [];
  for (const field of [...(read === null ? [] : [read]), ...others]) {
    const name = field.foundAs ?? field.field;
    lines.push(field.foundAs === null ? `no field ${name}` : `${name} = ${listed(field.texts)}`);
  }
  if (holding.count > 0) lines.push(`holds for ${listed(holding)}`);
  if (failing.count > 0 && (all || holding.count === 0))
    lines.push(`${all ? 'missing' : 'asked for'} ${listed(failing)}`);
  return lines;
}

function listed({ count, shown }: Item['holding']): string {
  const more = count > shown.length ? ` and ${count - shown.length} more` : '';
  return count === 0 ? 'nothing' : `${shown.map((text) => `"${printable(text)}"`).join(', ')}${more}`;
}

const sourceText = ({ category, product, service }: Source): string =>
  [product, category, service].filter((each) => each !== null && each !== '').join('/');

const sourcesText = (sources: readonly Source[]): string =>
  [...new Set(sources.map(sourceText))].filter((text) => text !== '').join(', ') || 'of no known source';
