/** The plan of an incident and its steps. */
export const plan = {
  stepStatus: { open: 'Open', in_progress: 'In progress', done: 'Done', skipped: 'Skipped' },
  plan: {
    none: 'No plan yet',
    noneText:
      'A plan lists the steps to take and who takes them. Choose one that fits this kind of incident.',
    choose: 'Choose a plan',
    attach: 'Attach it',
    progress_one: '{{done}} of {{count}} step',
    progress_other: '{{done}} of {{count}} steps',
    progressLabel: 'Steps settled',
    version: 'version {{version}}',
    next: 'Next: {{name}}',
    tick: 'Done: {{name}}',
    note: 'Note',
    due: 'Due',
    doneAt: 'Done',
    doneBy: 'Done by {{name}},',
    set: { open: 'Open again', in_progress: 'Start', done: 'Mark as done', skipped: 'Skip' },
  },
} as const;
