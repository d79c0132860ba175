/** A rule that is begun from an event. */
export const ruleFromEvent = {
  ruleFromEvent: {
    open: 'Open as rule',
    intro:
      'Choose what makes events like this one worth a finding. The rule asks for these values, and the event becomes its test; you go on in the editor, and nothing is saved before you save it.',
    fields_one: 'Fields ({{count}} of at most {{most}})',
    fields_other: 'Fields ({{count}} of at most {{most}})',
    search: 'Find a field or value',
    edit: 'Open in the editor',
    impossible: 'No rule can be made from this event',
    noLogSource:
      'It has neither product, category nor service, and a rule is for events of a log source. Events of known senders have one.',
    unparsed: 'Nobody could parse its record, so no rule sees it.',
    noTest: 'The event could not be written down as a test: write one before the rule comes into force.',
  },
} as const;
