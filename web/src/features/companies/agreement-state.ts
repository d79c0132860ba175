/** Whether an agreement binds at `now`. */
export function agreementState(
  agreement: { readonly effectiveFrom: string; readonly effectiveTo: string | null },
  now: Date,
): 'current' | 'ahead' | 'ended' {
  if (new Date(agreement.effectiveFrom) > now) return 'ahead';
  if (agreement.effectiveTo !== null && new Date(agreement.effectiveTo) < now) return 'ended';
  return 'current';
}
