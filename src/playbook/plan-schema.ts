import { z } from 'zod';
import { pageOf, wireTime } from '../identity/index.ts';
import { stepStatuses } from './plan-step.ts';
import type { Plan, StepId } from './plan-store.ts';
import { locales, type Locale, type Playbook } from './playbook.ts';

/** The language of names and descriptions. */
export const localeQuery = z.object({ locale: z.enum(locales).default('en') });

export const attachBody = z.object({ playbookId: z.string().min(1).max(80) });
export const stepParams = z.object({
  id: z
    .uuid()
    .toLowerCase()
    .transform((id) => id as StepId),
});
export const stepBody = z.object({
  status: z.enum(stepStatuses),
  note: z.string().trim().max(5_000).nullable().optional(),
});

const stepReply = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  owner: z.string(),
  status: z.enum(stepStatuses),
  dueAt: wireTime.nullable(),
  doneAt: wireTime.nullable(),
  doneBy: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  note: z.string().nullable(),
});

const planReply = z.object({
  id: z.string(),
  playbook: z.object({ id: z.string(), name: z.string(), version: z.int() }),
  attachedAt: wireTime,
  steps: z.array(stepReply),
});
/** An incident may have no plan. */
export const planAnswer = z.object({ plan: planReply.nullable() });

const playbookReply = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int(),
  description: z.string(),
  tags: z.array(z.string()),
  fallback: z.boolean(),
  steps: z.array(
    z.object({ key: z.string(), name: z.string(), owner: z.string(), dueMinutes: z.int().nullable() }),
  ),
});
export const playbookPage = pageOf(playbookReply).extend({
  /** Files that are not used, and why. */
  refused: z.array(z.object({ file: z.string(), code: z.string(), reason: z.string() })),
});

/** A plan in one language. */
export function showPlan(plan: Plan | null, locale: Locale): z.input<typeof planAnswer> {
  if (plan === null) return { plan: null };
  const { id, attachedAt, playbook, steps } = plan;
  return {
    plan: {
      id,
      attachedAt,
      playbook: { id: playbook.id, version: playbook.version, name: playbook.name[locale] },
      steps: steps.map(({ state, ...step }) => ({
        id: step.id,
        name: step.name[locale],
        description: step.description[locale],
        owner: step.owner,
        dueAt: step.dueAt,
        status: state.kind,
        note: state.note,
        doneAt: 'at' in state ? state.at : null,
        doneBy: 'by' in state ? state.by : null,
      })),
    },
  };
}

export const showPlaybook = (playbook: Playbook, locale: Locale): z.input<typeof playbookReply> => ({
  id: playbook.id,
  name: playbook.name[locale],
  version: playbook.version,
  description: playbook.description[locale],
  tags: [...playbook.tags],
  fallback: playbook.fallback,
  steps: playbook.steps.map(({ key, name, owner, dueMinutes }) => ({
    key,
    name: name[locale],
    owner,
    dueMinutes,
  })),
});
