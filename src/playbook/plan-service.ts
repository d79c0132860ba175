import type { Actor } from '../identity/index.ts';
import { incidentFactsOf, internal, recordEntry } from '../incident/index.ts';
import { err, minuteMs, newId, ok, type Clock, type IncidentId, type Result } from '../kernel/index.ts';
import type { Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { advanceStep, type StepActor, type StepStatus } from './plan-step.ts';
import { lockStep, readPlan, replacePlan, saveStepState, type StepId } from './plan-store.ts';
import { choosePlaybook, type Locale, type Playbook } from './playbook.ts';

export interface PlanDeps {
  readonly clock: Clock;
  readonly playbooks: readonly Playbook[];
}

/** Gives an incident the steps of a playbook; a plan that it had before is kept for the record (PLB-3). */
export async function attachPlan(
  tx: Tx,
  { clock, playbooks }: PlanDeps,
  actor: Actor,
  incidentId: IncidentId,
  playbookId: string,
): Promise<Result<void, Failure>> {
  const incident = await incidentFactsOf(tx, incidentId);
  if (incident === null) return err({ code: 'not_found', message: 'There is no such incident.' });
  if (!incident.running) return err(ended(incident.number));
  const playbook = playbooks.find(({ id }) => id === playbookId);
  if (playbook === undefined)
    return err({ code: 'playbook_unknown', message: `There is no playbook ${playbookId}.` });
  const before = await readPlan(tx, incidentId);
  if (before?.playbook.id === playbook.id && before.playbook.version === playbook.version)
    return err({ code: 'plan_attached', message: `The incident follows ${playbook.name.en} already.` });
  const at = clock.now();
  await replacePlan(tx, {
    id: newId(at),
    incidentId,
    playbook,
    attachedAt: at,
    steps: playbook.steps.map(({ dueMinutes, ...step }) => ({
      ...step,
      id: newId(at),
      dueAt: dueMinutes === null ? null : new Date(at.getTime() + dueMinutes * minuteMs),
      state: { kind: 'open', note: null },
    })),
  });
  const text = `Plan: ${playbook.name.en} (version ${playbook.version}), ${playbook.steps.length} steps.`;
  const data = {
    playbookId: playbook.id,
    version: playbook.version,
    replaces: before?.playbook.id ?? null,
    name: playbook.name,
    steps: playbook.steps.length,
  };
  await recordEntry(tx, clock, internal(incidentId, actor, 'plan', text, data));
  return ok(undefined);
}

const ended = (number: string): Failure => ({
  code: 'incident_ended',
  message: `${number} has ended. Reopen it first.`,
});

/** Gives a new incident the plan that its findings call for; one without findings waits for a person's choice. */
export async function attachFittingPlan(
  tx: Tx,
  deps: PlanDeps,
  actor: Actor,
  incidentId: IncidentId,
): Promise<void> {
  const playbook = await fittingPlaybook(tx, deps.playbooks, incidentId);
  if (playbook === null || (await readPlan(tx, incidentId)) !== null) return;
  await attachPlan(tx, deps, actor, incidentId, playbook.id);
}

async function fittingPlaybook(
  tx: Tx,
  playbooks: readonly Playbook[],
  incidentId: IncidentId,
): Promise<Playbook | null> {
  const incident = await incidentFactsOf(tx, incidentId);
  return choosePlaybook(playbooks, incident?.findings ?? []);
}

/** The playbook that the incident follows, or will follow when its plan is attached; null without one. */
async function playbookOf(
  tx: Tx,
  playbooks: readonly Playbook[],
  incidentId: IncidentId,
): Promise<Playbook | null> {
  const plan = await readPlan(tx, incidentId);
  const current = playbooks.find(({ id }) => id === plan?.playbook.id);
  return current ?? (await fittingPlaybook(tx, playbooks, incidentId));
}

/** What customers are advised to do; empty without a plan that says so. */
export async function measuresFor(
  tx: Tx,
  playbooks: readonly Playbook[],
  incidentId: IncidentId,
  locale: Locale,
): Promise<readonly string[]> {
  const playbook = await playbookOf(tx, playbooks, incidentId);
  return playbook?.customerMeasures.map((measure) => measure[locale]) ?? [];
}

/** What such incidents are called; null for the general plan, which says nothing of its own. */
export async function planNameFor(
  tx: Tx,
  playbooks: readonly Playbook[],
  incidentId: IncidentId,
  locale: Locale,
): Promise<string | null> {
  const playbook = await playbookOf(tx, playbooks, incidentId);
  return playbook === null || playbook.fallback ? null : playbook.name[locale];
}

export interface StepChange {
  readonly stepId: StepId;
  readonly status: StepStatus;
  readonly note: string | null | undefined;
  readonly by: StepActor;
}

/** Moves a step and writes it on the incident's timeline. Returns the incident. */
export async function changeStep(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  change: StepChange,
): Promise<Result<IncidentId, Failure>> {
  const found = await lockStep(tx, change.stepId);
  if (found === null) return err({ code: 'not_found', message: 'There is no such step in a current plan.' });
  const { step, incidentId } = found;
  const incident = await incidentFactsOf(tx, incidentId);
  if (incident?.running !== true) return err(ended(incident?.number ?? 'The incident'));
  const next = advanceStep(step.state, { to: change.status, note: change.note, by: change.by }, clock.now());
  if (!next.ok) return next;
  await saveStepState(tx, step.id, next.value);
  const { kind, note } = next.value;
  const text = `Step “${step.name.en}”: ${kind.replace('_', ' ')}.${note === null ? '' : ` ${note}`}`;
  const data = { stepId: step.id, key: step.key, from: step.state.kind, to: kind, note, name: step.name };
  await recordEntry(tx, clock, internal(incidentId, actor, 'step', text, data));
  return ok(incidentId);
}
