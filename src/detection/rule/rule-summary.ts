import { idInText, type RuleText } from './rule-text.ts';
import { termOf } from '../sigma/filter-term.ts';
import type { RuleDocument } from '../sigma/load.ts';
import type { RuleSummary } from './local-rule-store.ts';

/** What a list shows of a document. A correlation's level may be null: it then is that of its rules. */
export function summaryOf(document: RuleDocument): RuleSummary {
  const { author, status, tags, title } = document;
  return {
    title,
    kind: document.kind === 'detection' ? 'rule' : document.kind,
    level: document.kind === 'filter' ? null : document.level,
    status,
    author,
    logSource: document.kind === 'correlation' ? null : document.logSource,
    tags: [...tags],
    ...shownTerm(document),
  };
}

const noTerm = { owner: null, expiresAt: null } as const;

function shownTerm(document: RuleDocument): Pick<RuleSummary, 'owner' | 'expiresAt'> {
  if (document.kind !== 'filter') return noTerm;
  const { expiresAt, owner } = termOf(document);
  return { owner, expiresAt: expiresAt?.toISOString() ?? null };
}

const longestTitle = 256;

/** The same for a draft that cannot be read: the title, as far as one can be made out. */
export function summaryOfText(text: RuleText, yaml: string): RuleSummary {
  if (text.kind === 'read') return summaryOf(text.document);
  const [, title] = /^title:[ \t]*(.+?)[ \t]*\r?$/m.exec(yaml) ?? [];
  return {
    title: (title ?? idInText(yaml) ?? '').slice(0, longestTitle),
    kind: 'unreadable',
    level: null,
    status: null,
    author: '',
    logSource: null,
    tags: [],
    ...noTerm,
  };
}
