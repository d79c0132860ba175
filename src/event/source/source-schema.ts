import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import type { ListedSource, Source } from './source.ts';

const text = z.string().trim().min(1).max(200);

export const sourceBody = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  projectId: z.uuid().nullable(),
  name: z.string(),
  kind: z.enum(['http', 'syslog']),
  addresses: z.array(z.string()),
  certificateFingerprint: z.string().nullable(),
  disabled: z.boolean(),
  createdAt: wireTime,
});

export const listedSourceBody = sourceBody.extend({
  companyName: z.string(),
  lastEventAt: wireTime.nullable(),
  eventCount24h: z.number().int(),
  /** It has been silent since then, for longer than its rhythm explains; null: it has not. */
  silentSince: wireTime.nullable(),
});

export const sourceWithTokenBody = z.object({ source: sourceBody, token: z.string() });

export const newSourceBody = z.object({
  companyId: z.uuid(),
  projectId: z.uuid().nullable().default(null),
  name: text,
  kind: z.enum(['http', 'syslog']),
  addresses: z.array(text).max(1_000).default([]),
  certificateFingerprint: z.string().max(200).nullable().default(null),
});

export const sourceChangeBody = z.object({
  name: text.optional(),
  addresses: z.array(text).max(1_000).optional(),
  certificateFingerprint: z.string().max(200).nullable().optional(),
  disabled: z.boolean().optional(),
});

export const toSourceBody = (source: Source): z.input<typeof sourceBody> => ({
  id: source.id,
  companyId: source.companyId,
  projectId: source.projectId,
  name: source.name,
  kind: source.kind,
  addresses: [...source.addresses],
  certificateFingerprint: source.certificateFingerprint,
  disabled: source.disabledAt !== null,
  createdAt: source.createdAt,
});

export const toListedSourceBody = (source: ListedSource): z.input<typeof listedSourceBody> => ({
  ...toSourceBody(source),
  companyName: source.companyName,
  lastEventAt: source.lastEventAt,
  eventCount24h: source.eventCount24h,
  silentSince: source.silentSince,
});
