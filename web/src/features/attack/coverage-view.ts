/** Which cells are shown: all, those that a rule in force covers, or those that none does. */
export const coverageViews = ['all', 'covered', 'gaps'] as const;
export type CoverageView = (typeof coverageViews)[number];
