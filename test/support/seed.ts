import fc from 'fast-check';

const fixedSeed = 20_261_128;
const wanted = process.env['TOCSIN_TEST_SEED'];

/**
 * Properties are tried with the same values in every run, so that a failure is there again the next time.
 * `TOCSIN_TEST_SEED` takes another seed, or `random`; fast-check prints the seed of what fails.
 */
fc.configureGlobal({ seed: wanted === 'random' ? Date.now() % 2 ** 31 : Number(wanted ?? fixedSeed) });
