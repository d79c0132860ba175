import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/**
 * A plugin of better-auth that makes a session for a user whom we have identified ourselves, by a passkey or an
 * identity provider: row, cookie and the hooks are the library's. Not to be reached over HTTP.
 */
export const sessionOpener = {
  id: 'tocsin-session',
  endpoints: {
    openSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ userId: z.uuid(), rememberMe: z.boolean() }), requireHeaders: true },
      async (context) => {
        const { userId, rememberMe } = context.body;
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(userId);
        if (user === null) return { sessionId: null };
        // The library's types hide that a hook (`refuseDisabled`) may refuse.
        const session = (await internalAdapter.createSession(userId, !rememberMe)) as { id: string } | null;
        if (session === null) return { sessionId: null };
        await setSessionCookie(
          context,
          { session, user } as Parameters<typeof setSessionCookie>[1],
          !rememberMe,
        );
        return { sessionId: session.id };
      },
    ),
  },
} as const;
