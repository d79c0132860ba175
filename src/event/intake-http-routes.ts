import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../kernel/index.ts';
import { ProblemError, type ProblemTable } from '../platform/http/index.ts';
import type { Attribution } from './event.ts';
import type { IntakeError } from './intake/intake-error.ts';
import { defaultNdjsonLimits, type NdjsonIntake } from './intake/ndjson-intake.ts';
import { plainAddress } from './intake/network.ts';

export const intakeProblems = {
  source_token_invalid: { status: 401, title: 'No source has this token' },
  encoding_unsupported: { status: 415, title: 'The body has a Content-Encoding that intake does not read' },
  encoding_damaged: { status: 400, title: 'The body is not what its Content-Encoding says' },
  body_aborted: { status: 400, title: 'The body ended early' },
  idempotency_key_malformed: { status: 400, title: 'The Idempotency-Key cannot be read' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key came before with another body' },
  intake_busy: { status: 429, title: 'Too many bytes are under way; send again' },
  spool_full: { status: 429, title: 'Intake has no room on its disk now; send again' },
  spool_failed: { status: 503, title: 'The disk of intake failed; send again' },
} as const satisfies ProblemTable;

export interface IntakeHttpOptions {
  readonly intake: NdjsonIntake;
  readonly byToken: (token: string) => Promise<Attribution | null>;
  readonly clock: Clock;
}

/**
 * `POST /api/intake/v1/events`: NDJSON (also one array, concatenated objects, CloudTrail's `Records`), plain or
 * compressed, with a source's token. 200 means that every line of it is on the disk.
 */
export function mountIntake(app: FastifyInstance, options: IntakeHttpOptions): void {
  void app.register((scope, _options, done) => {
    // The body is read as a stream by intake itself, whatever its type says.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { bodyLimit: defaultNdjsonLimits.maxBodyBytes },
      (_request, payload, parsed) => {
        parsed(null, payload);
      },
    );
    scope.route({
      method: 'POST',
      url: '/api/intake/v1/events',
      bodyLimit: defaultNdjsonLimits.maxBodyBytes,
      schema: { hide: true },
      config: { access: 'source_token' },
      handler: async (request) => {
        const attribution = await authorise(request, options);
        const receipt = await options.intake.accept(request.raw, {
          attribution,
          contentEncoding: request.headers['content-encoding'] ?? null,
          idempotencyKey: headerOf(request, 'idempotency-key'),
          receivedAt: options.clock.now().getTime(),
          peer: plainAddress(request.ip),
        });
        if (!receipt.ok) throw new ProblemError(toFailure(receipt.error));
        const { accepted, malformed, rejected, isRepeat } = receipt.value;
        return { accepted, malformed, rejected, repeated: isRepeat };
      },
    });
    done();
  });
}

async function authorise(request: FastifyRequest, { byToken }: IntakeHttpOptions): Promise<Attribution> {
  const token = /^(?:Bearer|Splunk) +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const attribution = token === undefined ? null : await byToken(token);
  if (attribution === null) {
    const message = 'Send the source\'s token as "Authorization: Bearer tcs_…".';
    throw new ProblemError({ code: 'source_token_invalid', message });
  }
  return attribution;
}

function headerOf(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

const toFailure = ({ code, message, retryAfterMs }: IntakeError) => ({
  code,
  message,
  ...(retryAfterMs === null ? {} : { retryAfter: Math.ceil(retryAfterMs / 1_000) }),
});
