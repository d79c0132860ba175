import type { z } from 'zod';
import type { ParseEvent } from '../rule-test.ts';
import { parseRuleFile } from '../sigma/load.ts';
import type { RuleBook } from './rule-book.ts';
import type { checkedBody } from './rule-schema.ts';
import { idInText, readRuleText } from './rule-text.ts';
import { localFile } from './rule-texts.ts';
import { documentOf, tryRule } from './rule-trial.ts';
import { summaryOfText } from './rule-summary.ts';

type Checked = z.input<typeof checkedBody>;

/** What would come of saving and activating a text: for the editor, while it is written. */
export function checkRule(
  { book, parseEvent }: { readonly book: RuleBook; readonly parseEvent: ParseEvent },
  yaml: string,
  tests: string | null,
): Checked {
  const text = readRuleText(yaml, localFile('new'), null);
  const { title } = summaryOfText(text, yaml);
  if (text.kind === 'refused')
    return { id: idInText(yaml), title, refused: [...text.refusals], warnings: [], tests: null };
  const { id } = text.document;
  const file = localFile(id);
  const set = book.tried({
    id,
    standing: { kind: 'active', version: 1 },
    parsed: parseRuleFile({ file, text: text.yaml }),
  });
  const ofText = <T extends { readonly file: string }>(all: readonly T[]) =>
    all.filter((each) => each.file === file);
  const document = documentOf(set, id);
  return {
    id,
    title,
    refused: ofText(set.refused).map(({ code, line, reason }) => ({ code, line, reason })),
    warnings: ofText(set.warnings).map(({ code, line, reason }) => ({ code, line, reason })),
    tests: document === null ? null : testsBody(tryRule(document, tests, set, parseEvent)),
  };
}

function testsBody(trial: ReturnType<typeof tryRule>): Checked['tests'] {
  switch (trial.kind) {
    case 'none':
      return null;
    case 'unreadable':
      return { unreadable: trial.failure.message, cases: [] };
    case 'ran':
      return {
        unreadable: null,
        cases: trial.outcomes.map(({ expected, found, unparsed, ...outcome }) => ({
          ...outcome,
          expected: [...expected],
          found: [...found],
          unparsed: [...unparsed],
        })),
      };
  }
}
