import { createHash } from 'node:crypto';
import type { SigmaCorrelation } from '../correlation/correlation.ts';
import { targetIndex, type AnyRule } from '../correlation/references.ts';
import type { RuleSet } from '../sigma/load.ts';
import type { RuleHead } from '../sigma/rule.ts';

export const receiptDocumentKinds = ['rule', 'correlation', 'filter'] as const;

/** A document that takes part in a verdict. */
export interface ReceiptDocument {
  readonly id: string;
  readonly kind: (typeof receiptDocumentKinds)[number];
  /** SHA-256 (hex) of the document's canonical form, see `contentHash`. */
  readonly hash: string;
  /** YAML as written. */
  readonly text: string;
}

/** A document as a receipt names it; its text is kept once, by its hash. */
export type NamedDocument = Omit<ReceiptDocument, 'text'>;

/** With what a verdict was reached: whoever has the same and the event's raw record reaches the same verdict. */
export interface Receipt {
  /** SHA-256 (hex) of what follows. */
  readonly id: string;
  readonly engineVersion: string;
  /** SHA-256 (hex) of the code that parses, routes and matches; null in findings of older releases. */
  readonly pipelineHash: string | null;
  /** The rule or correlation that judged, then what it refers to and the filters that were applied. */
  readonly documents: readonly NamedDocument[];
}

/** The documents that take part in the verdicts of a rule or correlation, itself first. */
export type DocumentsOf = (rule: AnyRule) => readonly ReceiptDocument[];

/** For the rules of a set. Each list is made once. */
export function documentsIn(set: RuleSet): DocumentsOf {
  const targets = targetIndex(set.rules, set.correlations);
  const known = new Map<string, readonly ReceiptDocument[]>();
  const filters = new Map(set.filters.map((filter) => [filter.id, filter]));
  const documentOf = (head: RuleHead, kind: ReceiptDocument['kind']): ReceiptDocument => ({
    ...{ id: head.id, kind, hash: head.hash },
    text: set.sourceOf(head),
  });
  const collect = (rule: AnyRule, found: Map<string, ReceiptDocument>): void => {
    if (found.has(rule.id)) return;
    found.set(rule.id, documentOf(rule, rule.kind === 'detection' ? 'rule' : 'correlation'));
    if (rule.kind === 'correlation') for (const inner of referred(rule, targets)) collect(inner, found);
    else {
      for (const id of rule.filters) {
        const filter = filters.get(id);
        if (filter !== undefined) found.set(id, documentOf(filter, 'filter'));
      }
    }
  };
  return (rule) => {
    let documents = known.get(rule.id);
    if (documents === undefined) {
      const found = new Map<string, ReceiptDocument>();
      collect(rule, found);
      documents = [...found.values()];
      known.set(rule.id, documents);
    }
    return documents;
  };
}

const referred = (correlation: SigmaCorrelation, targets: ReadonlyMap<string, AnyRule>): readonly AnyRule[] =>
  correlation.rules.flatMap((name) => targets.get(name) ?? []);

/** The receipt of verdicts by these documents. */
export function receiptOf(
  engineVersion: string,
  pipelineHash: string,
  documents: readonly ReceiptDocument[],
): Receipt {
  const named = documents.map(({ hash, id, kind }) => ({ id, kind, hash }));
  const content = JSON.stringify([
    engineVersion,
    pipelineHash,
    named.map(({ hash, id, kind }) => [id, kind, hash]),
  ]);
  return {
    id: createHash('sha256').update(content).digest('hex'),
    ...{ engineVersion, pipelineHash, documents: named },
  };
}

/** SHA-256 (hex) of a raw record's UTF-8. */
export const rawHash = (raw: string): string => createHash('sha256').update(raw).digest('hex');
