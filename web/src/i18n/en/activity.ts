/** The Activity Log. */
export const activity = {
  activity: {
    one: 'Record',
    principal: 'Who',
    eventName: 'Action',
    outcome: 'Outcome',
    kinds: { changes: 'Changes', all: 'Everything' },
    kindsLabel: 'Which actions',
    anyOutcome: 'Any outcome',
    resource: 'Resource',
    resources: 'Resources',
    sourceIp: 'From address',
    userAgent: 'User agent',
    eventSource: 'Service',
    errorCode: 'Error code',
    readOnly: 'Read only',
    requestId: 'Request id',
    detail: 'Details',
    samePrincipal: 'Same person',
    sameEvent: 'Same action',
    empty: 'No activity fits',
    emptyText:
      'Everything that people and programs do here is recorded. Widen the time range or clear the filters.',
  },
} as const;
