import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import { severities } from '../../kernel/index.ts';
import { refusalCodes } from '../sigma/refusal.ts';
import { huntStates, noHuntReasons, stopReasons, type RuleHunt } from '../hunt/rule-hunt.ts';
import { quarantineCauses } from '../cost/quarantine.ts';
import { ruleStates } from './local-rule.ts';
import { setChanges } from './rule-set-store.ts';
import { maxRuleText, maxTestText } from './rule-text.ts';

const part = z.string().nullable();
const refusalBody = z.object({ line: z.number().int(), code: z.enum(refusalCodes), reason: z.string() });

export const ruleOrigins = ['shipped', 'local', 'overlay'] as const;

const costBody = z.object({
  /** Microseconds of one core for each event that is judged, by whatever rules. */
  microsPerEvent: z.number(),
  microsPerEvaluation: z.number(),
  /** Of all judging, between 0 and 1. */
  share: z.number(),
  /** Of one core, over the last hour and all processes; 1 is a whole one. */
  coreShare: z.number(),
  evaluations: z.number().int(),
});

export const ruleBody = z.object({
  id: z.string(),
  title: z.string(),
  /** Null for a filter, and for a draft that says none. */
  level: z.enum(severities).nullable(),
  status: z.string().nullable(),
  author: z.string(),
  kind: z.enum(['rule', 'correlation', 'filter', 'unreadable']),
  logSource: z.object({ product: part, category: part, service: part }).nullable(),
  tags: z.array(z.string()),
  /** Of a filter, as its `tocsin` block says: who answers for it, and when it goes out of force. */
  owner: z.string().nullable(),
  expiresAt: z.string().nullable(),
  /** Matches with events of the last 24 hours, of a correlation its hits; null: the store of events does not answer in time. */
  matches24h: z.number().int().nullable(),
  /** What judging with it has cost in the last hour; null: it was evaluated in no event that was measured. */
  cost: costBody.nullable(),
  file: z.string(),
  /** An overlay is a local rule with the id of a shipped one. */
  origin: z.enum(ruleOrigins),
  state: z.enum(ruleStates),
  /** Version of the local rule that is in force, or was before the rule was disabled; null: as shipped. */
  version: z.number().int().nullable(),
  /** A saved version that is newer than the one in force. */
  draftVersion: z.number().int().nullable(),
  hasTests: z.boolean(),
  /** The shipped rule is another than the one that the local rule was made from. */
  shippedChanged: z.boolean(),
  /** False: what should be in force cannot be read; `refused` of the list says why. */
  readable: z.boolean(),
});

export const ruleListBody = z.object({
  items: z.array(ruleBody),
  refused: z.array(refusalBody.extend({ file: z.string() })),
  /** Version of the set in force. */
  setVersion: z.number().int(),
});

const changeBody = z.object({ at: wireTime, by: z.string(), reason: z.string() });

const huntBody = z.object({
  id: z.uuid(),
  setVersion: z.number().int(),
  state: z.enum(huntStates),
  stopReason: z.enum(stopReasons).nullable(),
  /** Event time that is hunted through, newest first. */
  from: wireTime,
  to: wireTime,
  /** From here to `to` all is judged. */
  doneFrom: wireTime,
  matches: z.number().int(),
  /** Matches that were known already, and are not counted again. */
  knownMatches: z.number().int(),
  /** Matches that suppressions took; not among `matches`. */
  suppressed: z.number().int(),
  /** Findings of the rule itself; those of correlations open when all is judged. */
  findingsOpened: z.number().int(),
  /** Matches that correlations count. */
  counted: z.number().int(),
  createdAt: wireTime,
  endedAt: wireTime.nullable(),
});

export const toHuntBody = ({ doneFrom, range, state, ...hunt }: RuleHunt): z.input<typeof huntBody> => ({
  ...{ id: hunt.id, setVersion: hunt.setVersion, createdAt: hunt.createdAt },
  state: state.kind,
  stopReason: state.kind === 'stopped' ? state.reason : null,
  endedAt: state.kind === 'done' || state.kind === 'stopped' ? state.endedAt : null,
  from: new Date(range.from),
  to: new Date(range.to),
  doneFrom: new Date(doneFrom),
  ...{ matches: hunt.matches, knownMatches: hunt.knownMatches, findingsOpened: hunt.findingsOpened },
  counted: hunt.counted,
  suppressed: hunt.suppressed,
});

const savedHeadBody = changeBody.extend({
  version: z.number().int(),
  title: z.string(),
  hasTests: z.boolean(),
  /** Null: the text can be read. */
  refused: z.array(refusalBody).nullable(),
});

export const savedBody = savedHeadBody.extend({
  id: z.string(),
  yaml: z.string(),
  tests: z.string().nullable(),
  /** The shipped rule that it was made from or last merged with. */
  base: z.object({ hash: z.string(), yaml: z.string() }).nullable(),
});

const quarantineBody = z.object({
  cause: z.enum(quarantineCauses),
  at: wireTime,
  /** Microseconds of one core within `windowMs`. */
  micros: z.number().int(),
  evaluations: z.number().int(),
  windowMs: z.number().int(),
  /** Of one core, and what it may take; null for a stall. */
  coreShare: z.number().nullable(),
  budgetShare: z.number().nullable(),
  /** The evaluation that took too long, milliseconds; null when the budget was spent. */
  stallMs: z.number().int().nullable(),
  /** Titles of rules that need it and are not in force without it. */
  dependents: z.array(z.string()),
});

export const ruleDetailBody = ruleBody.extend({
  /** Why it was taken out of force; null: it is not in quarantine. */
  quarantine: quarantineBody.nullable(),
  /** It may cost more than its budget; `until` null: until it changes. Null: it may not. */
  exemption: z.object({ until: wireTime.nullable() }).nullable(),
  description: z.string(),
  references: z.array(z.string()),
  falsePositives: z.array(z.string()),
  /** What is in force; for a draft or a disabled rule what would be. */
  yaml: z.string(),
  tests: z.string().nullable(),
  hash: z.string().nullable(),
  /** The rule as shipped now. */
  shipped: z.object({ hash: z.string(), yaml: z.string(), tests: z.string().nullable() }).nullable(),
  /** The newest saved version; null: nothing local was ever saved. */
  newest: savedBody.nullable(),
  /** Saved versions, newest first. */
  versions: z.array(savedHeadBody),
  /** Its looks at events from before it was in force, newest first. */
  hunts: z.array(huntBody),
  /** What happened to it in the set in force, newest first. */
  changes: z.array(
    changeBody.extend({
      setVersion: z.number().int(),
      change: z.enum(setChanges),
      version: z.number().int().nullable(),
    }),
  ),
});

export const ruleParams = z.object({ id: z.string().min(1).max(128) });
export const versionParams = ruleParams.extend({ version: z.coerce.number().int().min(1) });

const reasonText = z.string().trim().min(1).max(500);

export const createRuleBody = z.strictObject({
  yaml: z.string().min(1).max(maxRuleText),
  tests: z.string().min(1).max(maxTestText).nullable().default(null),
  reason: reasonText,
  /** Keeps a text that cannot be read too. */
  asDraft: z.boolean().default(false),
});

export const saveRuleBody = createRuleBody.extend({
  /** The newest version that the caller saw; 0: none. */
  after: z.number().int().min(0),
  /** Hash of the shipped rule that the text has been merged with. */
  mergedWith: z.string().max(64).nullable().default(null),
});

export const activateBody = z.strictObject({
  version: z.number().int().min(1),
  reason: z.string().trim().max(500).default(''),
  withoutTests: z.boolean().default(false),
});
export const reasonBody = z.strictObject({ reason: reasonText });
export const enableBody = z.strictObject({
  reason: z.string().trim().max(500).default(''),
  withoutTests: z.boolean().default(false),
});

export const releaseBody = z.strictObject({
  reason: reasonText,
  /** Hours in which it is not taken out again, as long as it does not change; null: until it changes. */
  exemptHours: z.number().int().min(1).max(8_760).nullable().default(24),
});

export const movedBody = z.object({
  id: z.string(),
  state: z.enum(ruleStates),
  version: z.number().int().nullable(),
  setVersion: z.number().int(),
  /** Why the rule does not look for what it would have found in the last days; null: it does, see its `hunts`. */
  noHunt: z.enum(noHuntReasons).nullable(),
});

export const checkBody = z.strictObject({
  yaml: z.string().max(maxRuleText),
  tests: z.string().max(maxTestText).nullable().default(null),
});

const hitBody = z.object({ rule: z.string(), entity: z.string(), count: z.number().int() });

export const checkedBody = z.object({
  /** The id under which it would be saved; null when it cannot be made out. */
  id: z.string().nullable(),
  title: z.string(),
  refused: z.array(refusalBody),
  warnings: z.array(z.object({ line: z.number().int(), code: z.string(), reason: z.string() })),
  /** Null: there are none, or the rule cannot be read. */
  tests: z
    .object({
      /** Set when the tests as a whole cannot be read. */
      unreadable: z.string().nullable(),
      cases: z.array(
        z.object({
          name: z.string(),
          passed: z.boolean(),
          expected: z.array(hitBody),
          found: z.array(hitBody),
          unparsed: z.array(z.number().int()),
        }),
      ),
    })
    .nullable(),
});
