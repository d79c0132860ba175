/** Today. */
export const today = {
  today: {
    dueNext: 'Due next',
    nothingDue: 'Nothing is due',
    nothingDueText:
      'Obligations appear here when an incident affects a company whose agreement asks for a notice.',
    notify: 'Notify {{company}}',
    dueAt: 'Due',
    openIncidents: 'Open incidents',
    noIncidents: 'No open incidents',
    noIncidentsText: 'A finding becomes an incident when somebody escalates it, or by its rule’s level.',
    newFindings: 'New findings',
    events: 'Events in the last 24 hours',
    eventsChart_one: '{{count}} event in the last 24 hours, by hour',
    eventsChart_other: '{{count}} events in the last 24 hours, by hour',
    search: 'Search them',
    sources: 'Sources',
    silent: 'Silent sources',
    evaluated: 'Evaluated by rules',
    unparsed: 'Not parsed',
    mailOff: 'No mail server is set',
    mailOffText:
      'Messages are written to {{path}} instead of being sent. Set an SMTP server in the configuration to send them.',
    startTitle: 'Start here',
    start1: 'Add a company: a customer whose resources you watch.',
    start2: 'Add a source to it and paste the settings on the sending machine.',
    start3: 'Add an agreement, so that an incident starts its clock by itself.',
    startAction: 'Add a company',
  },
} as const;
