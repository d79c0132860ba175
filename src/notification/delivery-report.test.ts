import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteMs } from '../kernel/index.ts';
import { newRecipient, reachedAt, sendAgain, type Recipient } from './delivery.ts';
import { recipientMeant, reportText, withReports, type DeliveryReport } from './delivery-report.ts';

const now = new Date('2030-01-01T00:00:00Z');
const at = (minutes: number): Date => new Date(now.getTime() + minutes * minuteMs);
const to = (email: string, over: Partial<Recipient> = {}): Recipient => ({
  ...newRecipient({ email, name: email, categories: ['security'] }, 1),
  ...over,
});
const accepted = (email: string, attempt = 1): Recipient =>
  to(email, {
    status: 'accepted',
    acceptances: [{ attempt, at: at(attempt) }],
    acceptedAt: at(attempt),
    response: '250 ok',
  });
const report = (action: DeliveryReport['action'], over: Partial<DeliveryReport> = {}): DeliveryReport => ({
  attempt: 1,
  email: 'cleo@acme.example',
  action,
  status: null,
  diagnostic: null,
  reportedAt: at(10),
  ...over,
});
const cleo = accepted('cleo@acme.example');

const after = (recipient: Recipient, ...reports: DeliveryReport[]): Recipient =>
  withReports([recipient], reports)[0] ?? recipient;

test('NOT-19: what failed does not count any more, and says why', () => {
  const bounced = after(cleo, report('failed', { status: '5.1.1', diagnostic: '550 User unknown' }));
  expect(bounced).toMatchObject({
    status: 'bounced',
    acceptedAt: null,
    bouncedAt: at(10),
    response: '5.1.1 550 User unknown',
  });
  expect(reachedAt(['security'], [bounced])).toBeNull();
});

test('NOT-19: delivered is proof, delayed is shown, passed on stays accepted; all of them still count', () => {
  expect(after(cleo, report('delivered'))).toMatchObject({
    status: 'delivered',
    deliveredAt: at(10),
    acceptedAt: at(1),
  });
  expect(after(cleo, report('delayed'))).toMatchObject({ status: 'delayed', deliveredAt: null });
  expect(after(cleo, report('relayed'))).toMatchObject({ status: 'accepted' });
  expect(after(cleo, report('expanded'))).toMatchObject({ status: 'accepted' });
  for (const action of ['delivered', 'delayed', 'relayed', 'expanded'] as const)
    expect(reachedAt(['security'], [after(cleo, report(action))])).toEqual(at(1));
});

test('NOT-19: whoever reports anything but a failure has the mail, also when its acceptance was never heard', () => {
  const unknown = to('cleo@acme.example', { status: 'unknown' });
  expect(after(unknown, report('delivered'))).toMatchObject({ status: 'delivered', acceptedAt: at(10) });
  expect(after(unknown, report('delayed'))).toMatchObject({ status: 'delayed', acceptedAt: at(10) });
  expect(after(unknown, report('failed'))).toMatchObject({ status: 'bounced', acceptedAt: null });
});

test('NOT-20: a failure makes its attempt and those before void; a later acceptance counts from its own time', () => {
  const twice = {
    ...accepted('cleo@acme.example', 1),
    acceptances: [
      { attempt: 1, at: at(1) },
      { attempt: 2, at: at(30) },
    ],
  };
  expect(after(twice, report('failed'))).toMatchObject({
    status: 'accepted',
    acceptedAt: at(30),
    bouncedAt: null,
  });
  expect(after(twice, report('failed', { attempt: 2 }))).toMatchObject({
    status: 'bounced',
    acceptedAt: null,
  });
});

test('NOT-20: what is sent again still counts as before, until it turns out that it had not arrived', () => {
  const [again = cleo] = sendAgain([to('cleo@acme.example')], [cleo], 2);
  expect(again).toMatchObject({ status: 'pending', acceptedAt: at(1), sinceAttempt: 2 });
  // It is still sent to, and counts no longer.
  expect(after(again, report('failed'))).toMatchObject({
    status: 'pending',
    acceptedAt: null,
    bouncedAt: at(10),
  });
  const bounced = after(cleo, report('failed'));
  const [fresh, other] = sendAgain([to('cleo@acme.example'), to('new@acme.example')], [bounced], 2);
  expect(fresh).toMatchObject({ status: 'pending', acceptedAt: null, bouncedAt: null });
  expect(other).toEqual(to('new@acme.example', { sinceAttempt: 2 }));
});

test('NOT-20: proof of delivery outweighs a later copy that came back', () => {
  const [again = cleo] = sendAgain([to('cleo@acme.example')], [after(cleo, report('delivered'))], 2);
  const second: Recipient = {
    ...again,
    status: 'accepted',
    acceptances: [...again.acceptances, { attempt: 2, at: at(15) }],
  };
  expect(
    after(second, report('delivered'), report('failed', { attempt: 2, reportedAt: at(20) })),
  ).toMatchObject({ status: 'bounced', deliveredAt: at(10), acceptedAt: at(1), bouncedAt: null });
});

test('NOT-18: a report means whom it names, original before final, whatever the case', () => {
  const people = [to('cleo@acme.example'), to('Legal@acme.example')];
  const meant = (addresses: readonly string[], proven = true): string | undefined =>
    recipientMeant(people, { addresses }, proven)?.email;
  expect(meant(['legal@acme.example', 'cleo@acme.example'])).toBe('Legal@acme.example');
  expect(meant(['somebody@elsewhere.example', 'cleo@acme.example'])).toBe('cleo@acme.example');
  expect(meant(['somebody@elsewhere.example'])).toBeUndefined();
  expect(recipientMeant([to('cleo@acme.example')], { addresses: ['c@elsewhere.example'] }, true)?.email).toBe(
    'cleo@acme.example',
  );
  expect(recipientMeant([to('cleo@acme.example')], { addresses: ['c@elsewhere.example'] }, false)).toBeNull();
});

test('NOT-18: a failure that certainly is about the notice and names nobody counts for everybody without proof', () => {
  const people = [cleo, accepted('legal@acme.example')];
  const all = withReports(people, [
    report('failed', { email: null }),
    report('delivered', { email: 'legal@acme.example' }),
  ]);
  expect(all.map(({ status }) => status)).toEqual(['bounced', 'delivered']);
});

test.each([
  [{ status: '5.1.1', diagnostic: '550 5.1.1 unknown' }, '550 5.1.1 unknown'],
  [{ status: '5.1.1', diagnostic: '550 unknown' }, '5.1.1 550 unknown'],
  [{ status: null, diagnostic: '550 unknown' }, '550 unknown'],
  [{ status: '4.4.1', diagnostic: null }, '4.4.1'],
  [{ status: null, diagnostic: null }, null],
])('%j reads %j', (given, text) => {
  expect(reportText(given)).toBe(text);
});

const anyReport = fc.record({
  attempt: fc.integer({ min: 1, max: 3 }),
  email: fc.constantFrom('cleo@acme.example', 'legal@acme.example', 'ops@acme.example', null),
  action: fc.constantFrom('failed', 'delayed', 'delivered', 'relayed', 'expanded' as const),
  status: fc.constant(null),
  diagnostic: fc.constantFrom('a', 'b', null),
  reportedAt: fc.integer({ min: 5, max: 500 }).map(at),
}) as fc.Arbitrary<DeliveryReport>;

/** Without the last words of a server, of which some are passed over when all are heard at once. */
const unsaid = (recipients: readonly Recipient[]): readonly unknown[] =>
  recipients.map((recipient) => ({ ...recipient, response: null }));

test('NOT-20: the order in which reports come does not matter, nor that one comes twice', () => {
  const people = [cleo, accepted('legal@acme.example', 2), to('ops@acme.example', { status: 'unknown' })];
  fc.assert(
    fc.property(
      fc.uniqueArray(anyReport, { maxLength: 8, selector: ({ reportedAt }) => reportedAt.getTime() }),
      fc.infiniteStream(fc.nat()),
      (reports, dice) => {
        const once = withReports(people, reports);
        const inOrder = reports.toSorted((a, b) => a.reportedAt.getTime() - b.reportedAt.getTime());
        const shuffled = reports.toSorted(() => ((dice.next().value ?? 0) % 3) - 1);
        expect(withReports(people, shuffled)).toEqual(once);
        expect(unsaid(withReports(withReports(people, inOrder.slice(0, 3)), reports))).toEqual(unsaid(once));
        expect(withReports(once, [...reports, ...reports])).toEqual(once);
      },
    ),
    { numRuns: 2_000 },
  );
});
