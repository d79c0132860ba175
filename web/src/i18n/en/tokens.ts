/** API tokens. */
export const tokens = {
  tokens: {
    one: 'Token',
    create: 'New token',
    madeTitle: 'Your new token',
    nameHint: 'What uses it, so that you know it later.',
    permissions: 'May do',
    permissionsHint: 'Give only what the program needs. Nothing beyond your own permissions.',
    permissionNeeded: 'Choose at least one.',
    created: 'Created',
    lastUsed: 'Last used',
    never: 'Never',
    expires: 'Runs out',
    noExpiry: 'Never runs out',
    revoke: 'Revoke',
    revokeTitle: 'Revoke {{name}}',
    revokeText: 'Whatever uses this token is refused from now on. This cannot be undone.',
    empty: 'No tokens',
    emptyText: 'A token lets a program use the API as you allow it.',
  },
} as const;
