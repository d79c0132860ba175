/** The body of an agreement with one clause of 24 hours for incidents of severity high. */
export const agreementBody = (companyId: string, clause: object = {}): object => ({
  companyId,
  title: 'Hosting agreement',
  number: 'HA-17',
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  clauses: [
    {
      trigger: { minSeverity: 'high' },
      startsAt: 'company_affected',
      durationHours: 24,
      channel: 'email',
      contactCategories: ['security'],
      language: 'en',
      ...clause,
    },
  ],
});

/** The body of a contact for security matters, `security@SLUG.example`. */
export const contactBody = (slug: string): object => ({
  name: 'Security desk',
  email: `security@${slug}.example`,
  categories: ['security'],
  locale: 'en',
});
