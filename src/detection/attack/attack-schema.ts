import { z } from 'zod';

/** Of rules by their product, and of those alone that stored events can feed. */
export const coverageQuery = z.object({
  /** Products of log sources, with commas between. */
  product: z
    .string()
    .max(500)
    .transform((text) =>
      text
        .toLowerCase()
        .split(',')
        .filter((part) => part !== ''),
    )
    .optional(),
  /** Only rules whose log source has stored events of the last 7 days. */
  fed: z.enum(['true']).optional(),
});

/** ATT&CK's id of a technique, and the short name of a tactic. */
export const attackFilterQuery = z.object({
  technique: z
    .string()
    .regex(/^[Tt]\d{4}(?:\.\d{3})?$/)
    .transform((id) => id.toUpperCase())
    .optional(),
  tactic: z.string().max(64).optional(),
});

const countsBody = z.object({
  inForce: z.number().int(),
  drafts: z.number().int(),
  disabled: z.number().int(),
  /** Of the last 7 days, by the time of the events. */
  matches: z.number().int(),
});

export const coverageBody = z.object({
  attack: z.object({
    /** Release of ATT&CK's file; null: there is none, so titles and what nothing covers are not known. */
    version: z.string().nullable(),
    /** Why the file cannot be used. */
    problem: z.string().nullable(),
    /** The copyright line of the file. */
    notice: z.string(),
  }),
  /** Columns, in the order of the matrix. `counts`: rules that name the tactic. */
  tactics: z.array(z.object({ name: z.string(), title: z.string(), counts: countsBody })),
  techniques: z.array(
    z.object({
      id: z.string(),
      title: z.string().nullable(),
      parent: z.string().nullable(),
      tactics: z.array(z.string()),
      own: countsBody,
      all: countsBody,
    }),
  ),
  /** Techniques that rules name and ATT&CK's file does not have, by id; none without a file. */
  unknown: z.array(z.string()),
  /** Rules in force that name no technique. */
  untagged: z.number().int(),
  /** Products that rules are for. */
  products: z.array(z.string()),
});

const layerTechnique = z.object({
  techniqueID: z.string(),
  score: z.number().int(),
  comment: z.string(),
  enabled: z.boolean(),
  showSubtechniques: z.boolean(),
});

/** A layer of the ATT&CK Navigator, format 4.5. */
export const layerBody = z.object({
  name: z.string(),
  versions: z.object({ attack: z.string().optional(), layer: z.string() }),
  domain: z.literal('enterprise-attack'),
  description: z.string(),
  techniques: z.array(layerTechnique),
  gradient: z.object({ colors: z.array(z.string()), minValue: z.number(), maxValue: z.number() }),
  legendItems: z.array(z.object({ label: z.string(), color: z.string() })),
});
