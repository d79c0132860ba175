import type { Incident } from '../../api/types.ts';

/** The answer to "am I affected?": what is certain first. */
export type PortalAnswer =
  | { readonly kind: 'clear' }
  | { readonly kind: 'suspected'; readonly count: number }
  /** `count`: incidents that are confirmed; `suspected`: those that may be. */
  | { readonly kind: 'affected'; readonly count: number; readonly suspected: number };

/** From the incidents that still run, as far as they affect the company. */
export function portalAnswer(running: readonly Incident[], companyId: string): PortalAnswer {
  const states = running.map(
    (incident) => incident.companies.find((company) => company.id === companyId)?.state,
  );
  const confirmed = states.filter((state) => state === 'confirmed').length;
  const suspected = states.filter((state) => state === 'suspected').length;
  if (confirmed > 0) return { kind: 'affected', count: confirmed, suspected };
  return suspected > 0 ? { kind: 'suspected', count: suspected } : { kind: 'clear' };
}
