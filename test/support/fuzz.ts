/** How often a property is tried; `TOCSIN_FUZZ_TIMES` multiplies it, for a long hunt. */
export const fuzz = (runs: number): { readonly numRuns: number } => ({
  numRuns: runs * Number(process.env['TOCSIN_FUZZ_TIMES'] ?? 1),
});
