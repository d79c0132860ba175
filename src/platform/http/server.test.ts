import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createMetrics } from '../metrics/index.ts';
import { createHttpServer } from './index.ts';

const testServer = () =>
  createHttpServer({
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    version: '0.0.0',
    tls: null,
    trustedProxies: [],
    problems: [],
  });

test('the address of a sender is known after it has gone', async () => {
  const app = await testServer();
  const begun = Promise.withResolvers<null>();
  const seen = Promise.withResolvers<unknown>();
  app.get('/slow', async (request) => {
    begun.resolve(null);
    await once(request.raw.socket, 'close');
    seen.resolve(request.ip);
    return '';
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /slow HTTP/1.1\r\nHost: test\r\n\r\n');
  await begun.promise;
  socket.destroy();
  expect(await seen.promise).toBe('127.0.0.1');
  await app.close();
});

test.each(['158', '159', '160', '307'])('a read that is over its bounds (%s) says so', async (code) => {
  const app = await testServer();
  app.get('/large', () => Promise.reject(Object.assign(new Error('Timeout exceeded'), { code })));
  app.get('/broken', () => Promise.reject(Object.assign(new Error('Unknown column'), { code: '47' })));
  const [large, broken] = [await app.inject('/large'), await app.inject('/broken')];
  expect([large.statusCode, large.json()]).toMatchObject([422, { code: 'too_much_to_read' }]);
  expect([broken.statusCode, broken.json()]).toMatchObject([500, { code: 'internal' }]);
  await app.close();
});
