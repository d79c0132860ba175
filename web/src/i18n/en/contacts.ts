/** Contacts of a company. */
export const contacts = {
  contactCategory: { security: 'Security', legal: 'Legal', operations: 'Operations' },
  contacts: {
    intro:
      'Notices go to the contacts whose matters a clause names. Without a contact a notice cannot be sent.',
    create: 'New contact',
    edit: 'Edit the contact',
    categories: 'Matters',
    categoriesHint: 'What this person is written to about.',
    categoryNeeded: 'Choose at least one.',
    locale: 'Language',
    removeTitle: 'Remove {{name}}',
    removeText: 'Notices no longer go to this address. Those already sent keep it.',
    empty: 'No contacts',
    emptyText: 'Add the person who must hear of an incident first.',
  },
} as const;
