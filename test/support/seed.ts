import fc from 'fast-check';

/**
 * Properties are tried with the same values in every run, so that a run says something of the code alone. Others are
 * tried with TOCSIN_TEST_SEED; fast-check prints the seed of what fails.
 */
fc.configureGlobal({ seed: Number(process.env['TOCSIN_TEST_SEED'] ?? 20_261_128) });
