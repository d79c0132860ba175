import { storableText, type Action, type Actor, type ResourceRef } from '../identity/index.ts';
import { newId, type CompanyId, type Id, type RandomBytes } from '../kernel/index.ts';

/** One entry of the Activity Log, in the spirit of CloudTrail's record (its field names are in the table). */
export interface ActivityRecord {
  readonly id: Id<'activity'>;
  readonly at: Date;
  /** `noun.verb`. */
  readonly eventName: string;
  /** `tocsin.<noun>`. */
  readonly eventSource: string;
  readonly identity: UserIdentity;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly readOnly: boolean;
  readonly outcome: 'success' | 'denied' | 'failed';
  readonly errorCode: string | null;
  readonly resources: readonly ResourceRef[];
  readonly companyId: CompanyId | null;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Who acted, as the record keeps it. */
export interface UserIdentity {
  readonly type: Actor['kind'];
  readonly principalId: string | null;
  readonly userId?: string;
  readonly userName: string;
  readonly companyId: CompanyId | null;
}

/** Characters of JSON that a record's parameters may take; more is replaced by a note of how many there were. */
export const largestParameters = 16_384;

/**
 * Makes ids that sort as they were made, also within one millisecond: UUID version 7 with a counter in the first 12
 * random bits (RFC 9562, 6.2, method 1).
 */
export function orderedIds(random: RandomBytes): (at: Date) => Id<'activity'> {
  let last = 0;
  let counter = 0;
  return (at) => {
    counter = at.getTime() === last ? (counter + 1) % 0x1000 : 0;
    last = at.getTime();
    return newId<'activity'>(at, (count) => {
      const bytes = Buffer.from(random(count));
      bytes.writeUInt16BE(counter, 0);
      return bytes;
    });
  };
}

/** The record of an action. */
export function toRecord(action: Action, id: Id<'activity'>): ActivityRecord {
  const size = JSON.stringify(action.parameters).length;
  return {
    id,
    at: action.at,
    eventName: action.eventName,
    eventSource: `tocsin.${action.eventName.split('.')[0] ?? ''}`,
    identity: identityOf(action.actor),
    sourceIp: action.sourceIp,
    userAgent: storableText(action.userAgent),
    requestId: action.requestId,
    readOnly: action.readOnly,
    outcome: action.outcome,
    errorCode: action.errorCode,
    resources: action.resources.map(({ type, id }) => ({ type, id: storableText(id) })),
    companyId: action.companyId,
    parameters: size > largestParameters ? { omittedCharacters: size } : action.parameters,
  };
}

function identityOf(actor: Actor): UserIdentity {
  const identity = {
    type: actor.kind,
    principalId: actor.id,
    userName: storableText(actor.name),
    companyId: actor.companyId,
  };
  return 'userId' in actor ? { ...identity, userId: actor.userId } : identity;
}

/**
 * What a customer may see of a record about its company. Whoever acted from another company (the provider's staff)
 * keeps address and browser to themselves, and what they wrote may have been meant for inside.
 */
export function asSeenBy(record: ActivityRecord, viewerCompany: CompanyId): ActivityRecord {
  const { identity } = record;
  if (identity.companyId === viewerCompany || identity.type === 'anonymous') return record;
  return { ...record, sourceIp: '', userAgent: '', parameters: {} };
}
