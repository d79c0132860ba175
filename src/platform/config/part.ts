import { z } from 'zod';

/** A list, in the environment written with commas. */
export const list = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((part) => part.trim()))])
  .transform((parts) => parts.filter((part) => part !== ''));

export const optionalText = z.string().min(1).nullable().default(null);
