/** What wants a person's eye on a rule. */
export const markNames = ['unreadable', 'shippedChanged', 'newerDraft', 'noTest', 'dead'] as const;
export type RuleMark = (typeof markNames)[number];
