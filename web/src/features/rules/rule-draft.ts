import type { CheckedRule, RuleDetail } from '../../api/types.ts';
import type { CodeMark } from '../../components/code/index.ts';

/** What is being written of a rule. */
export type RuleDraft = {
  readonly yaml: string;
  /** Empty: none. */
  readonly tests: string;
  /** The newest saved version when the writing began; 0: none. */
  readonly after: number;
};

const firstText = `title:
status: experimental
description:
author:
logsource:
  product: linux
  service: sshd
detection:
  selection:
    action: failed
  condition: selection
level: medium
`;

/** Where the writing begins: at the newest saved version, at the shipped rule, or at an empty form. */
export function beginningOf(rule: RuleDetail | null): RuleDraft {
  if (rule === null) return { yaml: firstText, tests: '', after: 0 };
  const from = rule.newest ?? { yaml: rule.yaml, tests: rule.tests, version: 0 };
  return { yaml: from.yaml, tests: from.tests ?? '', after: from.version };
}

/** A test to begin with: what is sent, and which finding must come of it. */
export const exampleTests = (id: string | null): string => `tests:
  - name: a failed log-on is told
    format: syslog
    events:
      - '<38>1 2026-11-23T10:00:00Z web-1 sshd 1 - - Failed password for root from 203.0.113.7 port 1 ssh2'
    hits: [{ rule: ${JSON.stringify(id ?? '')}, entity: 'ip:203.0.113.7' }]
  - name: a successful one is left alone
    format: syslog
    events:
      - '<38>1 2026-11-23T10:00:00Z web-1 sshd 1 - - Accepted password for root from 203.0.113.7 port 1 ssh2'
    hits: []
`;

/** Mistakes and hints at their lines. */
export const marksOfCheck = ({ refused, warnings }: CheckedRule): readonly CodeMark[] => [
  ...refused.map(({ line, reason }) => ({ line, severity: 'error' as const, message: reason })),
  ...warnings.map(({ line, reason }) => ({ line, severity: 'warning' as const, message: reason })),
];
