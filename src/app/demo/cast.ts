/** Who plays in the demo. Domains under `.example` never exist (RFC 2606), so no mail can reach a stranger. */
export const attackedCompany = { name: 'Juniper Books', slug: 'juniper-books', locale: 'en' } as const;
export const otherCompany = { name: 'Lakeside Clinic', slug: 'lakeside-clinic', locale: 'en' } as const;

/** Who runs the provider, where nobody does yet. */
export const operatorAccount = {
  providerName: 'Northwind Cloud',
  name: 'Demo operator',
  email: 'operator@northwind.example',
  locale: 'en',
} as const;

/** The machine of the attacked company, as its log lines name it. */
export const attackedHost = 'web-1.juniper-books.example';

/** Log-ons that fail before one succeeds. */
export const failedGuesses = 8;

/** Hours that the agreement gives for the notice. */
export const noticeHours = 24;
