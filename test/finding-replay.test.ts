import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './support/processes.ts';
import { startRunningServer, type RunningServer } from './support/running-server.ts';
import { tocsin } from './support/tocsin-command.ts';

/** Findings of a rule and of a correlation on a running server, judged once more by API and command. */
describe('a finding is judged again', () => {
  let server: RunningServer;
  const findings = new Map<string, { readonly id: string; readonly number: string }>();

  beforeAll(async () => {
    server = await startRunningServer();
    const { id } = await server.api.make('/companies', { name: 'Acme', slug: 'acme', locale: 'en' });
    ({ token } = await server.api.make('/sources', { companyId: id, name: 'web', kind: 'syslog' }));
    await until('intake knows the source', knowsSource);
    await send([...Array.from({ length: 12 }, (_, second) => sshd(second, 'Failed')), sshd(20, 'Accepted')]);
    await send([sudoers(30)]);
    await until('both are found', async () => {
      const { body } = await server.api.get('/findings');
      for (const each of body.items) findings.set(each.title, each);
      return findings.has('SSH Log-on After Many Failures') && findings.has('Sudo Rights Changed by Command')
        ? true
        : null;
    });
  }, 120_000);
  afterAll(() => server.stop());

  let token: string;
  /** A new source is announced to intake when its transaction commits: a moment after the reply. */
  async function knowsSource(): Promise<true | null> {
    const reply = await fetch(`${server.url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{"message": "hello"}',
    });
    return reply.status === 200 ? true : null;
  }

  const start = Date.now() - 60_000;
  const line = (second: number, program: string, text: string): string =>
    `<86>1 ${new Date(start + second * 1_000).toISOString()} web-1 ${program} 1 - [tocsin@32473 token="${token}"] ${text}\n`;
  const sshd = (second: number, how: string): string =>
    line(second, 'sshd', `${how} password for deploy from 198.51.100.7 port 40000 ssh2`);
  const sudoers = (second: number): string =>
    line(
      second,
      'sudo',
      '  deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/tee /etc/sudoers.d/deploy',
    );

  async function send(lines: readonly string[]): Promise<void> {
    const socket = connect(server.ports.tcp, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(lines.join(''));
    await once(socket, 'close');
  }

  const found = (title: string) => {
    const finding = findings.get(title);
    if (finding === undefined) throw new Error(`There is no finding ${title}`);
    return finding;
  };

  test('a correlation holds again over the events that fed it', async () => {
    const { body, status } = await server.api.get(
      `/findings/${found('SSH Log-on After Many Failures').id}/replay`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ verdict: 'same', notes: [] });
    expect(body.hits).toHaveLength(1);
    expect(body.hits[0].outcome).toBe('same');
    const [receipt] = body.recorded.receipts;
    // The correlation, the inner one, and the two rules that they count.
    expect(receipt.documents.map((each: { kind: string }) => each.kind).toSorted()).toEqual([
      'correlation',
      'correlation',
      'rule',
      'rule',
    ]);
    expect(receipt).toMatchObject({
      engineVersion: body.present.engineVersion,
      pipelineHash: body.present.pipelineHash,
    });
  });

  test('the command says the same, by number and by id', async () => {
    const { id, number } = found('Sudo Rights Changed by Command');
    const { code, progress, report } = await tocsin(['replay', number], { dataFolder: server.dataFolder });
    expect({ code, verdict: report.verdict, events: report.events.length }).toEqual({
      ...{ code: 0, verdict: 'same', events: 1 },
    });
    expect(progress).toContain(`${number} Sudo Rights Changed by Command: the same verdict`);
    expect(report.events[0].storedHash).toBe(report.events[0].recordedHash);
    const detail = (await server.api.get(`/findings/${id}`)).body;
    expect(detail.evidence[0].rawHash).toBe(report.events[0].recordedHash);
    expect((await tocsin(['replay', id], { dataFolder: server.dataFolder })).report).toEqual(report);
  });

  test('what is not there is told with a code', async () => {
    const none = await tocsin(['replay', 'F-99999'], { dataFolder: server.dataFolder });
    expect(none).toMatchObject({ code: 1, report: null });
    expect(none.progress).toContain('finding_not_found');
    const wrong = await tocsin(['replay', 'nonsense'], { dataFolder: server.dataFolder });
    expect(wrong).toMatchObject({ code: 2, report: null });
  });

  test('tocsin explain tells why the event matched', async () => {
    const { id } = found('Sudo Rights Changed by Command');
    const { evidence, rule } = (await server.api.get(`/findings/${id}`)).body;
    const options = { dataFolder: server.dataFolder };
    const told = await tocsin(['explain', '--rule', rule.id, evidence[0].eventId], options);
    expect(told).toMatchObject({ code: 0, report: { matches: true, rule: { id: rule.id } } });
    expect(told.progress).toMatch(/^Sudo Rights Changed by Command: matches \(by Tocsin\)\n {2}\+ /);
    const all = await tocsin(['explain', evidence[0].eventId], options);
    expect(all.report.matching.map((each: { id: string }) => each.id)).toContain(rule.id);
    expect(await tocsin(['explain', 'nonsense'], options)).toMatchObject({ code: 2 });
    expect(
      await tocsin(['explain', '--rule-file', '/absent.yml', evidence[0].eventId], options),
    ).toMatchObject({
      code: 3,
    });
  });
});
