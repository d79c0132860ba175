import { err, ok, unreachable, type Result } from '../../kernel/index.ts';

/** Who changed something, when and why. */
export interface RuleChange {
  readonly at: Date;
  readonly by: { readonly id: string | null; readonly name: string };
  readonly reason: string;
}

/** In what the set in force differs from the shipped rules, for one id. Nothing: the shipped rule, if there is one. */
export type Standing =
  | { readonly kind: 'active'; readonly version: number }
  /** Nothing with this id is in force. `version` was before; null: the shipped rule. */
  | { readonly kind: 'disabled'; readonly version: number | null }
  /** The same, by the product's own decision: it cost too much. */
  | { readonly kind: 'quarantined'; readonly version: number | null };

/** What is known of an id before it is changed. */
export interface RuleRecord {
  readonly id: string;
  readonly isShipped: boolean;
  /** Newest saved version of the local rule; null when there is none. */
  readonly newestVersion: number | null;
  readonly standing: Standing | null;
}

/**
 * Where a rule is in its life. `active`: it judges events, with a saved version or (null) as shipped. `draft`: it is
 * saved and judges nothing.
 */
export type RuleState =
  | { readonly kind: 'draft' }
  | { readonly kind: 'active'; readonly version: number | null }
  | { readonly kind: 'disabled'; readonly version: number | null }
  | { readonly kind: 'quarantined'; readonly version: number | null };

export const ruleStates = [
  'active',
  'draft',
  'disabled',
  'quarantined',
] as const satisfies readonly RuleState['kind'][];

export type RuleInput =
  /** Puts a saved version into force. */
  | { readonly kind: 'activate'; readonly version: number }
  /** Takes whatever has this id out of force. */
  | { readonly kind: 'disable' }
  /** Puts back what was disabled. */
  | { readonly kind: 'enable' }
  /** Takes the local rule out of force and puts the shipped one back, if there is one. */
  | { readonly kind: 'withdraw' }
  /** Takes it out of force because it costs too much. */
  | { readonly kind: 'quarantine' }
  /** Puts back what was taken out so. */
  | { readonly kind: 'release' };

export interface RuleMoveFailure {
  readonly code: 'rule_state' | 'rule_version_not_found';
  readonly message: string;
}

/** Null: there is no rule with this id. */
export function stateOf({ isShipped, newestVersion, standing }: RuleRecord): RuleState | null {
  if (standing !== null) return standing;
  if (isShipped) return { kind: 'active', version: null };
  return newestVersion === null ? null : { kind: 'draft' };
}

/** Where a rule stands after a change; null: as if nothing local had ever been in force. */
export function advance(record: RuleRecord, input: RuleInput): Result<Standing | null, RuleMoveFailure> {
  const state = stateOf(record);
  switch (input.kind) {
    case 'activate':
      return activate(record, state, input.version);
    case 'disable':
      return state?.kind === 'active' || state?.kind === 'quarantined'
        ? ok({ kind: 'disabled', version: state.version })
        : refuse('Only a rule that is in force or in quarantine can be disabled.');
    case 'enable':
      return state?.kind === 'disabled'
        ? putBack(record, state.version)
        : refuse('Only a rule that is disabled can be enabled.');
    case 'quarantine':
      return state?.kind === 'active'
        ? ok({ kind: 'quarantined', version: state.version })
        : refuse('Only a rule that is in force can be put in quarantine.');
    case 'release':
      return state?.kind === 'quarantined'
        ? putBack(record, state.version)
        : refuse('Only a rule that is in quarantine can be released.');
    case 'withdraw':
      return (record.standing?.version ?? null) === null
        ? refuse('No version of a local rule is in force that could be withdrawn.')
        : ok(null);
    default:
      return unreachable(input);
  }
}

function activate(
  { newestVersion }: RuleRecord,
  state: RuleState | null,
  version: number,
): Result<Standing, RuleMoveFailure> {
  if (newestVersion === null || version > newestVersion || version < 1)
    return err({ code: 'rule_version_not_found', message: `There is no version ${version} of this rule.` });
  if (state?.kind === 'active' && state.version === version)
    return refuse(`Version ${version} is in force already.`);
  if (state?.kind === 'quarantined' && state.version === version)
    return refuse(`Version ${version} is in quarantine. Release it, or save and activate another.`);
  return ok({ kind: 'active', version });
}

function putBack(
  { isShipped }: RuleRecord,
  version: number | null,
): Result<Standing | null, RuleMoveFailure> {
  if (version !== null) return ok({ kind: 'active', version });
  return isShipped ? ok(null) : refuse('The rule is no longer shipped; there is nothing to put back.');
}

const refuse = (message: string): Result<never, RuleMoveFailure> => err({ code: 'rule_state', message });
