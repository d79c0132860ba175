/** Agreements and their clauses. */
export const agreements = {
  agreements: {
    intro:
      'When an incident affects this company, each clause that fits starts an obligation with its own clock.',
    create: 'New agreement',
    edit: 'Edit the agreement',
    editText: 'Saving makes a new version. Obligations that already run keep the version they started with.',
    number: 'Number',
    from: 'In force from',
    to: 'Until',
    openEnd: 'open end',
    version: 'version {{version}}',
    state: { current: 'In force', ahead: 'Not yet in force', ended: 'Ended' },
    clauses: 'Clauses',
    clause: 'Clause {{number}}',
    clauseRule: 'From the moment the company counts as affected',
    addClause: 'Add a clause',
    removeClause: 'Remove clause {{number}}',
    minSeverity: 'From severity',
    duration: 'Notify within (hours)',
    contacts: 'Contacts',
    hours_one: '{{count}} hour',
    hours_other: '{{count}} hours',
    clauseText:
      'Within {{hours}} of being affected by an incident of {{severity}} severity or above, notify the contacts for {{contacts}} by e-mail in {{language}}.',
    empty: 'No agreements',
    emptyText: 'Without an agreement an incident starts no clock for this company.',
  },
} as const;
