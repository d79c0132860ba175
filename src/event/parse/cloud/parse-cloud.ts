import type { JsonObject, ParsedEvent } from '../../event.ts';
import { parseAzure } from './azure.ts';
import { parseGitHub } from './github.ts';
import { parseGoogle } from './google.ts';
import { parseKubernetes } from './kubernetes.ts';
import { parseMicrosoft365 } from './microsoft365.ts';
import { parseOkta } from './okta.ts';

/** A record of a cloud's or service's audit log; null when `value` is none. Told by the presence of a few members. */
export const parseCloud = (value: JsonObject, receivedAt: number): ParsedEvent | null =>
  parseGoogle(value, receivedAt) ??
  parseKubernetes(value, receivedAt) ??
  parseMicrosoft365(value, receivedAt) ??
  parseOkta(value, receivedAt) ??
  parseAzure(value, receivedAt) ??
  parseGitHub(value, receivedAt);
