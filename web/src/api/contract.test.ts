import { expect, test } from 'vitest';
import type { paths } from './schema.ts';
import type * as T from './types.ts';
import type { EventDetail } from './types.ts';

/**
 * The console's own types against those generated from the server's description. The compiler is the judge: each line
 * says that the server's reply (or, below, the console's body) fits where the other is expected.
 */
type Json<A> = A extends { content: { 'application/json': infer R } } ? R : never;
type Get<P extends keyof paths> = paths[P] extends { get: { responses: { 200: infer A } } } ? Json<A> : never;
type Made<A> = A extends { 200: infer R } ? Json<R> : A extends { 201: infer R } ? Json<R> : never;
type Post<P extends keyof paths> = paths[P] extends { post: { responses: infer A } } ? Made<A> : never;
type Body<P extends keyof paths, M extends 'post' | 'patch'> =
  paths[P] extends Record<M, { requestBody?: infer A }> ? Json<NonNullable<A>> : never;

let compared = 0;
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- B is what A is held against
function fits<A, B>(_: (given: A) => B): void {
  compared += 1;
}

test('what the server replies fits the console, and what the console sends fits the server', () => {
  fits<Get<'/api/v1/session'>, T.Session>((given) => given);
  fits<Get<'/api/v1/setup'>, T.SetupState>((given) => given);
  fits<Get<'/api/v1/users'>, T.Page<T.User>>((given) => given);
  fits<Get<'/api/v1/users/{id}/sign-in'>, T.UserWays>((given) => given);
  fits<Get<'/api/v1/sessions'>, T.Items<T.OpenSession>>((given) => given);
  fits<Get<'/api/v1/sign-in/ways'>, T.OfferedWays>((given) => given);
  fits<Get<'/api/v1/passkeys'>, T.Items<T.Passkey>>((given) => given);
  fits<Post<'/api/v1/passkeys'>, T.Passkey>((given) => given);
  fits<Get<'/api/v1/identity-providers'>, T.Items<T.IdentityProvider>>((given) => given);
  fits<Post<'/api/v1/identity-providers/{id}/check'>, T.ProviderCheck>((given) => given);
  fits<Get<'/api/v1/users/invitations'>, T.Items<T.Invitation>>((given) => given);
  fits<Get<'/api/v1/invitations/{token}'>, T.PublicInvitation>((given) => given);
  fits<Get<'/api/v1/tokens'>, T.Items<Omit<T.ApiToken, 'permissions'>>>((given) => given);
  fits<Get<'/api/v1/companies'>, T.Page<T.Company>>((given) => given);
  fits<Get<'/api/v1/companies/{id}'>, T.CompanyDetail>((given) => given);
  fits<Get<'/api/v1/companies/{id}/projects'>, T.Items<T.Project>>((given) => given);
  fits<Get<'/api/v1/companies/{id}/contacts'>, T.Items<T.Contact>>((given) => given);
  fits<Get<'/api/v1/companies/{id}/off-boarding'>, T.OffBoarding | null>((given) => given);
  fits<Get<'/api/v1/sources'>, T.Items<T.Source>>((given) => given);
  fits<Get<'/api/v1/events'>, T.EventPage>((given) => given);
  fits<Get<'/api/v1/events/histogram'>, T.Histogram>((given) => given);
  fits<Get<'/api/v1/events/fields'>, T.FieldValues>((given) => given);
  fits<Get<'/api/v1/events/{id}'>, EventDetail>((given) => given);
  fits<
    Get<'/api/v1/events/query-fields'>,
    readonly T.QueryField[] | { readonly items: readonly T.QueryField[] }
  >((given) => given);
  fits<Get<'/api/v1/intake/status'>, T.IntakeStatus>((given) => given);
  fits<Get<'/api/v1/findings'>, T.Page<T.Finding>>((given) => given);
  fits<Get<'/api/v1/findings/{id}'>, T.FindingDetail>((given) => given);
  fits<Post<'/api/v1/findings/{id}/triage'>, T.TriageResult>((given) => given);
  fits<Get<'/api/v1/rules'>, T.RuleList>((given) => given);
  fits<Get<'/api/v1/rules/{id}'>, T.RuleDetail>((given) => given);
  fits<Get<'/api/v1/incidents'>, T.Page<T.Incident>>((given) => given);
  fits<Get<'/api/v1/incidents/{id}'>, T.IncidentDetail>((given) => given);
  fits<Post<'/api/v1/incidents'>, T.Incident | { readonly incident: T.Incident }>((given) => given);
  fits<Get<'/api/v1/playbooks'>, T.Page<T.Playbook>>((given) => given);
  fits<Get<'/api/v1/agreements'>, T.Page<T.Agreement>>((given) => given);
  fits<Get<'/api/v1/obligations'>, T.Page<T.Obligation>>((given) => given);
  fits<Get<'/api/v1/notices/{id}'>, T.Notice>((given) => given);
  fits<Get<'/api/v1/activity'>, T.Page<T.ActivityRecord>>((given) => given);
  fits<Get<'/api/v1/overview'>, T.Overview>((given) => given);
  fits<Get<'/api/v1/track/{token}'>, T.Tracking>((given) => given);
  fits<Post<'/api/v1/sources'>, { readonly token: string }>((given) => given);
  fits<Post<'/api/v1/sources/{id}/rotate-token'>, { readonly token: string }>((given) => given);
  fits<Post<'/api/v1/tokens'>, { readonly token: string }>((given) => given);
  fits<Post<'/api/v1/companies'>, T.Company>((given) => given);
  fits<T.TriageDecision, Body<'/api/v1/findings/{id}/triage', 'post'>>((given) => given);
  fits<{ to: T.IncidentStatus; reason?: string }, Body<'/api/v1/incidents/{id}/transition', 'post'>>(
    (given) => given,
  );
  fits<
    { text: string; visibility: 'internal' | 'customer'; companyId?: string },
    Body<'/api/v1/incidents/{id}/timeline', 'post'>
  >((given) => given);
  fits<{ severity?: T.Severity; assigneeId?: string | null }, Body<'/api/v1/incidents/{id}', 'patch'>>(
    (given) => given,
  );
  fits<
    { title: string; severity: T.Severity; summary: string; companyIds: string[] },
    Body<'/api/v1/incidents', 'post'>
  >((given) => given);
  fits<{ status: T.StepStatus; note?: string }, Body<'/api/v1/plan-steps/{id}', 'post'>>((given) => given);
  fits<{ companyId: string; confirmed: boolean }, Body<'/api/v1/incidents/{id}/companies', 'post'>>(
    (given) => given,
  );
  fits<
    { subject: string; bodyText: string; recommendedMeasures: { text: string }[] },
    Body<'/api/v1/notices/{id}', 'patch'>
  >((given) => given);
  fits<{ reason: string }, Body<'/api/v1/notices/{id}/reject', 'post'>>((given) => given);
  fits<
    { name: string; slug: string; retentionDays: number; locale: 'en' | 'ru' },
    Body<'/api/v1/companies', 'post'>
  >((given) => given);
  fits<
    {
      companyId: string;
      name: string;
      kind: 'http' | 'syslog';
      projectId: string | null;
      addresses: string[];
      certFingerprint: string | null;
    },
    Body<'/api/v1/sources', 'post'>
  >((given) => given);
  fits<
    { name: string; email: string; categories: T.ContactCategory[]; locale: 'en' | 'ru' },
    Body<'/api/v1/companies/{id}/contacts', 'post'>
  >((given) => given);
  fits<
    { name: string; permissions: T.Permission[]; expiresAt: string | null },
    Body<'/api/v1/tokens', 'post'>
  >((given) => given);
  fits<{ email: string; role: T.Role; companyId: string }, Body<'/api/v1/users/invitations', 'post'>>(
    (given) => given,
  );
  fits<
    { token: string; providerName: string; name: string; email: string; password: string },
    Body<'/api/v1/setup', 'post'>
  >((given) => given);
  fits<
    {
      companyId: string;
      title: string;
      number: string;
      effectiveFrom: string;
      effectiveTo: string | null;
      clauses: {
        id?: string;
        trigger: { minSeverity: T.Severity };
        startsAt: 'company_affected';
        durationHours: number;
        channel: 'email';
        contactCategories: T.ContactCategory[];
        language: 'en' | 'ru';
      }[];
    },
    Body<'/api/v1/agreements', 'post'>
  >((given) => given);
  expect(compared).toBe(60);
});
