/** The own profile and the provider's contact. */
export const profile = {
  profile: {
    account: 'Account',
    appearance: 'Appearance',
    emailHint: 'An administrator can invite another address.',
    zoneNow: 'Times are shown in {{zone}}.',
    password: 'Password',
    noPassword: 'You have no password. “Forgot your password?” on the sign-in page sets one.',
    providerOnly: 'You sign in through {{name}} only.',
    currentPassword: 'Current password',
    changePassword: 'Change the password',
    passwordChanged: 'Password changed. Other sessions are signed out.',
  },
  providerContact: {
    intro: 'Shown in every notice and on every tracking page. Notices that are already approved keep theirs.',
    nameExample: 'Security operations',
    phone: 'Telephone',
    hours: 'When it is answered',
  },
} as const;
