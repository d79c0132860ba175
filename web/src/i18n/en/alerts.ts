/** Alerts to staff and who wants which. */
export const alerts = {
  alert: {
    title: 'Who of us was told',
    none: 'Nobody was told. Mail goes to the assignee at half of the time, to the leads at 90 %.',
    toldShort: 'Told: {{names}},',
    level: { warning: 'Warning', escalation: 'Escalation', breach: 'Breach' },
    reason: {
      time_used: 'Half of the time is used.',
      approval_due: 'Waits for approval.',
      time_is_short: '90 % of the time is used.',
      breached: 'The time ran out.',
      no_recipients: 'A contact is missing.',
      delivery_failed: 'No mail server took it.',
      bounced: 'It came back.',
      no_approver: 'Nobody may approve it.',
    },
    mail: { pending: 'being sent', sending: 'being sent', accepted: 'sent', failed: 'not sent' },
    preference: 'Mail about obligations',
    preferenceText:
      'When a customer has to be notified and time runs short, Tocsin sends you mail. If everybody turns escalations and breaches off, administrators get them all the same.',
    byRole: 'So far your role decides.',
    levels: { warning: 'Warnings', escalation: 'Escalations', breach: 'Breaches' },
    levelText: {
      warning: 'Half of the time is used, or a notice waits for approval for long.',
      escalation: '90 % of the time is used, or a notice cannot be delivered.',
      breach: 'The time has run out.',
    },
    wish: { all: 'Of all incidents', own: 'Of incidents assigned to me', none: 'None' },
  },
} as const;
