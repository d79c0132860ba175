/** Severity as Sigma levels and CVSS ratings spell it, from least to most. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof severities)[number];

/** OCSF `severity_id`: 1 Informational, 2 Low, 3 Medium, 4 High, 5 Critical. */
export const ocsfSeverityId: Readonly<Record<Severity, number>> = {
  informational: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

/** Orders severities: negative when `a` is less severe than `b`. */
export const compareSeverity = (a: Severity, b: Severity): number => ocsfSeverityId[a] - ocsfSeverityId[b];

export const maxSeverity = (a: Severity, b: Severity): Severity => (compareSeverity(a, b) >= 0 ? a : b);
