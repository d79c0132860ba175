/** Rules. */
export const rules = {
  rules: {
    one: 'Rule',
    search: 'Search rules',
    level: 'Level',
    kind: 'Kind',
    kinds: { rule: 'Rule', correlation: 'Correlation' },
    logSource: 'Log source',
    matches24h: 'Matches in 24 h',
    file: 'File',
    text: 'Rule as written',
    readOnly: 'Rules are files; change them there and they are read again.',
    refused_one: '{{count}} file was refused and is not running',
    refused_other: '{{count}} files were refused and are not running',
    empty: 'No rules loaded',
    emptyText: 'Put Sigma rules into the content folder; they are read without a restart.',
  },
} as const;
