import type { LogSource, ParsedEvent } from '../event-types.ts';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { targetIndex } from '../correlation/references.ts';
import { noAliases } from '../sigma/field.ts';
import type { RuleSet } from '../sigma/load.ts';
import { createMatcher } from '../sigma/matcher.ts';
import { noPlaceholders } from '../sigma/placeholder.ts';
import { aliasesFor, sourcesOf } from '../sigma/routing.ts';
import type { RuleHead, SigmaRule } from '../sigma/rule.ts';
import { explain, type ExplainedNode } from './explanation.ts';
import { preciseSources } from './event-sources.ts';
import { readOutline } from './outline.ts';

/** A document of the rule set with what each part of it came to. */
export interface ExplainedDocument {
  readonly id: string;
  readonly title: string;
  /** Null when the document as it is read now has no detection any more. */
  readonly detection: ExplainedNode | null;
}

/** What one rule says of one event, and why. */
export interface RuleVerdict {
  /** The verdict of the compiled matcher, filters applied: the one that findings are made of. */
  readonly matches: boolean;
  /** Whether the rule's log source is one that the event counts as. Where it is not, no field was asked. */
  readonly isFor: boolean;
  readonly ruleSource: LogSource;
  readonly eventSources: readonly LogSource[];
  readonly rule: ExplainedDocument;
  /** Filters that were applied to the rule; each must hold as written. */
  readonly filters: readonly ExplainedDocument[];
}

/** What a correlation's references say of one event. */
export interface CorrelationVerdict {
  readonly parts: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: 'rule' | 'correlation';
    /** Null for an inner correlation, which judges many events. */
    readonly matches: boolean | null;
    /** It would match without the filters that were applied to it. */
    readonly isFiltered: boolean;
  }[];
}

/** Explains a rule of the set on an event. */
export function explainRule(
  rule: SigmaRule,
  set: Pick<RuleSet, 'filters' | 'sourceOf'>,
  event: ParsedEvent,
): RuleVerdict {
  const sources = sourcesOf(event);
  const aliases = aliasesFor(rule.logSource, sources);
  const documentOf = (head: RuleHead): ExplainedDocument => {
    const outline = readOutline(set.sourceOf(head), noPlaceholders);
    const detection = outline === null ? null : explain(outline, event.record, aliases ?? noAliases);
    return { id: head.id, title: head.title, detection };
  };
  return {
    matches: createMatcher([rule])(event).length > 0,
    isFor: aliases !== null,
    ruleSource: rule.logSource,
    eventSources: preciseSources(sources),
    rule: documentOf(rule),
    filters: set.filters.filter(({ id }) => rule.filters.includes(id)).map(documentOf),
  };
}

export function explainCorrelation(
  correlation: SigmaCorrelation,
  set: Pick<RuleSet, 'rules' | 'correlations'>,
  event: ParsedEvent,
): CorrelationVerdict {
  const targets = targetIndex(set.rules, set.correlations);
  const referred = correlation.rules.flatMap((name) => targets.get(name) ?? []);
  return {
    parts: referred.map((part) => {
      const { id, title } = part;
      if (part.kind === 'correlation')
        return { id, title, kind: 'correlation', matches: null, isFiltered: false };
      const matches = isMatched(part, event);
      const isFiltered =
        !matches && part.ownTree !== undefined && isMatched({ ...part, tree: part.ownTree }, event);
      return { id, title, kind: 'rule', matches, isFiltered };
    }),
  };
}

const isMatched = (rule: SigmaRule, event: ParsedEvent): boolean => createMatcher([rule])(event).length > 0;
