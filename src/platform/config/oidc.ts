import { z } from 'zod';
import { list, optionalText } from './part.ts';

/** An identity provider (OpenID Connect) whose word about who somebody is we take. */
const oidcEntry = z
  .strictObject({
    /** Stands in addresses: `/api/auth/oidc/ID/callback`. */
    id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens'),
    /** What the sign-in page calls it. */
    name: z.string().trim().min(1).max(60),
    /** Exactly as its discovery document spells it; https, except on this machine. */
    issuer: z
      .url()
      .refine(isSafeIssuer, 'must be https, without query or fragment (http only on this machine)'),
    clientId: z.string().min(1),
    /** Also read from TOCSIN_OIDC_<ID>_CLIENT_SECRET. Without one we are a public client: PKCE alone. */
    clientSecret: optionalText,
    scopes: list.pipe(z.array(z.string()).min(1)).default(['openid', 'email', 'profile']),
    /** Whose people it signs in: `provider`, or a company's short name. */
    who: z.string().min(1),
    /** Domains of the addresses that it may speak for. A company's provider needs at least one. */
    domains: list.transform((names) => names.map((name) => name.toLowerCase())).default([]),
    /** Take its addresses for verified although it does not say so (`email_verified`). */
    trustEmail: z.boolean().default(false),
    /** Make an account for somebody who was not invited, with the mapped role or `role`. */
    createUsers: z.boolean().default(false),
    role: optionalText,
    /** A claim whose values give the role; the first entry that fits counts, at every sign-in. */
    roles: z
      .strictObject({
        claim: z.string().min(1),
        map: z.array(z.strictObject({ value: z.string().min(1), role: z.string().min(1) })).min(1),
        /** Whether somebody whom no entry fits is refused. */
        required: z.boolean().default(false),
      })
      .nullable()
      .default(null),
    /** One of these must be among the token's `amr` (RFC 8176), for example `mfa`. */
    requiredAmr: list.default([]),
    /** These people sign in this way only; passwords and passkeys are for the break-glass account. */
    required: z.boolean().default(false),
    /** The address of the one account that may still use its password or passkey. */
    breakGlass: z.string().toLowerCase().pipe(z.email()).nullable().default(null),
  })
  .superRefine((entry, context) => {
    const wrong = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (!entry.scopes.includes('openid')) wrong('scopes', 'must contain openid');
    if (entry.who !== 'provider' && entry.domains.length === 0)
      wrong('domains', 'a company needs at least one');
    if (entry.required && entry.breakGlass === null)
      wrong('breakGlass', 'is needed with required: somebody must get in when the identity provider is away');
    if (entry.createUsers && entry.domains.length === 0)
      wrong('domains', 'are needed with createUsers: anybody whom the issuer knows would come in');
    if (entry.createUsers && entry.role === null && entry.roles === null)
      wrong('role', 'is needed with createUsers, or roles');
  });

/** Loopback as a host name, without brackets. */
const loopbackName = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

function isSafeIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url?.search !== '' || url.hash !== '' || url.username !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackName.test(url.hostname));
}

/** Identity providers. Each domain belongs to one company, so that an address never leads to two. */
export const oidcEntries = z.array(oidcEntry).superRefine((entries, context) => {
  entries.forEach((entry, index) => {
    const others = entries.slice(0, index);
    const wrong = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [index, path], message });
    if (others.some((other) => other.id === entry.id)) wrong('id', 'is used twice');
    const foreign = entry.domains.find((domain) =>
      others.some((other) => other.who !== entry.who && other.domains.includes(domain)),
    );
    if (foreign !== undefined) wrong('domains', `${foreign} belongs to another company's entry`);
    const siblings = others.filter((other) => other.who === entry.who);
    if (siblings.some((other) => other.required !== entry.required))
      wrong('required', `must be the same in every entry of ${entry.who}`);
    if (siblings.some((other) => other.breakGlass !== entry.breakGlass))
      wrong('breakGlass', `must be the same in every entry of ${entry.who}`);
  });
});
