/** Sources and how to set one up. */
export const sources = {
  sources: {
    intro:
      'A source is one sender: a machine, a collector or an account. Its token or its address tells whose events they are.',
    create: 'New source',
    kind: 'How it sends',
    kinds: { http: 'HTTP', syslog: 'Syslog' },
    project: 'Project',
    noProject: 'None',
    addresses: 'Addresses',
    addressesHint:
      'Networks that it sends from (CIDR). Left empty, the token in its messages says whose they are.',
    addressesHttpHint: 'If given, the token works from these networks only (CIDR).',
    fingerprint: 'Fingerprint of its certificate',
    fingerprintHint: 'For syslog over TLS, instead of addresses.',
    last: 'Last event',
    never: 'Never',
    count24h: 'Events in 24 h',
    active: 'Active',
    silent: 'Silent',
    unusual: 'Unusually silent',
    unusualText:
      'While they are silent, rules find nothing in them. Look at the sender, the network and the token.',
    unusualBanner_one: '{{count}} source has been silent for longer than its rhythm explains',
    unusualBanner_other: '{{count}} sources have been silent for longer than their rhythm explains',
    disabled: 'Disabled',
    enable: 'Enable',
    disable: 'Disable',
    rotate: 'New token',
    rotateText: 'The old token of {{name}} stops working at once. Have the sending machine at hand.',
    setupTitle: 'Set up {{name}}',
    token: 'Token',
    rsyslogText:
      'Write this file on the sending machine and restart rsyslog. Lines wait on its disk while this server cannot be reached.',
    curlText: 'One event, to see that it arrives. Send many as one JSON object a line.',
    shell: 'Shell',
    saved: 'I have copied it',
    empty: 'No sources',
    emptyText: 'Nothing reaches us from this company yet. A new source shows the lines to paste.',
  },
} as const;
