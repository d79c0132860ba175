import type { ColumnType } from 'kysely';
import type { Id, IncidentId } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { StepState, StepStatus } from './plan-step.ts';
import type { LocalText } from './playbook.ts';

export type PlanId = Id<'plan'>;
export type StepId = Id<'plan_step'>;

type Local = ColumnType<LocalText, string, string>;
type PlanTables = {
  plan: {
    id: string;
    incident_id: string;
    playbook_id: string;
    playbook_version: number;
    playbook_name: Local;
    attached_at: Date;
    replaced_at: Date | null;
  };
  plan_step: {
    id: string;
    plan_id: string;
    position: number;
    key: string;
    name: Local;
    description: Local;
    owner: string;
    status: StepStatus;
    due_at: Date | null;
    done_at: Date | null;
    done_by_id: string | null;
    done_by_name: string | null;
    note: string | null;
  };
};

const tables = (tx: Tx) => tx.$extendTables<PlanTables>();

export interface PlanStep {
  readonly id: StepId;
  readonly key: string;
  readonly name: LocalText;
  readonly description: LocalText;
  readonly owner: string;
  readonly dueAt: Date | null;
  readonly state: StepState;
}

export interface Plan {
  readonly id: PlanId;
  readonly incidentId: IncidentId;
  readonly playbook: { readonly id: string; readonly version: number; readonly name: LocalText };
  readonly attachedAt: Date;
  readonly steps: readonly PlanStep[];
}

const stepColumns = [
  'plan_step.id',
  'plan_step.key',
  'plan_step.name',
  'plan_step.description',
  'plan_step.owner',
  'plan_step.status',
  'plan_step.due_at',
  'plan_step.done_at',
  'plan_step.done_by_id',
  'plan_step.done_by_name',
  'plan_step.note',
] as const;

type StepRow = {
  id: string;
  key: string;
  name: LocalText;
  description: LocalText;
  owner: string;
  status: StepStatus;
  due_at: Date | null;
  done_at: Date | null;
  done_by_id: string | null;
  done_by_name: string | null;
  note: string | null;
};

const toStep = (row: StepRow): PlanStep => ({
  id: row.id as StepId,
  key: row.key,
  name: row.name,
  description: row.description,
  owner: row.owner,
  dueAt: row.due_at,
  state: toStepState(row),
});

function toStepState(row: StepRow): StepState {
  if (row.status === 'open' || row.status === 'in_progress') return { kind: row.status, note: row.note };
  if (row.done_at === null) throw new Error(`Step ${row.id} is ${row.status} without a time.`);
  const end = { at: row.done_at, by: { id: row.done_by_id, name: row.done_by_name ?? '' } };
  return row.status === 'done'
    ? { kind: 'done', note: row.note, ...end }
    : { kind: 'skipped', note: row.note ?? '', ...end };
}

/** The plan that an incident follows now; null when it has none, or the scope may not see plans. */
export async function readPlan(tx: Tx, incidentId: IncidentId): Promise<Plan | null> {
  const row = await tables(tx)
    .selectFrom('plan')
    .select([
      'plan.id',
      'plan.playbook_id',
      'plan.playbook_version',
      'plan.playbook_name',
      'plan.attached_at',
    ])
    .where('plan.incident_id', '=', incidentId)
    .where('plan.replaced_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const steps = await tables(tx)
    .selectFrom('plan_step')
    .select(stepColumns)
    .where('plan_step.plan_id', '=', row.id)
    .orderBy('plan_step.position')
    .execute();
  return {
    id: row.id as PlanId,
    incidentId,
    playbook: { id: row.playbook_id, version: row.playbook_version, name: row.playbook_name },
    attachedAt: row.attached_at,
    steps: steps.map(toStep),
  };
}

/** Stores a plan with its steps; an earlier plan of the incident is marked as replaced and kept. */
export async function replacePlan(tx: Tx, plan: Plan): Promise<void> {
  await tables(tx)
    .updateTable('plan')
    .set({ replaced_at: plan.attachedAt })
    .where('plan.incident_id', '=', plan.incidentId)
    .where('plan.replaced_at', 'is', null)
    .execute();
  await tables(tx)
    .insertInto('plan')
    .values({
      id: plan.id,
      incident_id: plan.incidentId,
      playbook_id: plan.playbook.id,
      playbook_version: plan.playbook.version,
      playbook_name: JSON.stringify(plan.playbook.name),
      attached_at: plan.attachedAt,
      replaced_at: null,
    })
    .execute();
  await tables(tx)
    .insertInto('plan_step')
    .values(
      plan.steps.map((step, position) => ({
        id: step.id,
        plan_id: plan.id,
        position,
        key: step.key,
        name: JSON.stringify(step.name),
        description: JSON.stringify(step.description),
        owner: step.owner,
        due_at: step.dueAt,
        status: 'open' as const,
        done_at: null,
        done_by_id: null,
        done_by_name: null,
        note: null,
      })),
    )
    .execute();
}

/** Reads a step of a plan that is still followed, and holds it until the transaction ends. */
export async function lockStep(
  tx: Tx,
  id: StepId,
): Promise<{ readonly step: PlanStep; readonly incidentId: IncidentId } | null> {
  const row = await tables(tx)
    .selectFrom('plan_step')
    .innerJoin('plan', 'plan.id', 'plan_step.plan_id')
    .select([...stepColumns, 'plan.incident_id'])
    .where('plan_step.id', '=', id)
    .where('plan.replaced_at', 'is', null)
    .forUpdate('plan_step')
    .executeTakeFirst();
  return row === undefined ? null : { step: toStep(row), incidentId: row.incident_id as IncidentId };
}

export async function saveStepState(tx: Tx, id: StepId, state: StepState): Promise<void> {
  const end = state.kind === 'done' || state.kind === 'skipped' ? state : null;
  await tables(tx)
    .updateTable('plan_step')
    .set({
      status: state.kind,
      note: state.note,
      done_at: end?.at ?? null,
      done_by_id: end?.by.id ?? null,
      done_by_name: end?.by.name ?? null,
    })
    .where('plan_step.id', '=', id)
    .execute();
}

/** Every step of all plans that an incident has or had, with its note. */
export async function stepNotes(
  tx: Tx,
  incidentId: IncidentId,
): Promise<readonly { readonly id: StepId; readonly note: string | null }[]> {
  const rows = await tables(tx)
    .selectFrom('plan_step')
    .innerJoin('plan', 'plan.id', 'plan_step.plan_id')
    .select(['plan_step.id', 'plan_step.note'])
    .where('plan.incident_id', '=', incidentId)
    .orderBy('plan.attached_at')
    .orderBy('plan_step.position')
    .execute();
  return rows.map((row) => ({ id: row.id as StepId, note: row.note }));
}

export async function saveNote(tx: Tx, id: StepId, note: string): Promise<void> {
  await tables(tx).updateTable('plan_step').set({ note }).where('plan_step.id', '=', id).execute();
}
