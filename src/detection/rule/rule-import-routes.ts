import { defineRoute, type Route } from '../../identity/index.ts';
import { ok } from '../../kernel/index.ts';
import type { LocalRuleDeps } from './local-rule-service.ts';
import { importBody, importedBody } from './rule-import-schema.ts';
import { importRules } from './rule-import-service.ts';
import { mostImportBytes } from './rule-import.ts';

/** Many rules at once. */
export const ruleImportRoutes = (deps: LocalRuleDeps): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/rules/import',
    operation: 'rule.import',
    summary: 'Saves the rules of many files, and puts them into force with one new version of the set',
    access: 'rule:write',
    body: importBody,
    reply: importedBody,
    maxBodyBytes: mostImportBytes,
    handler: async ({ tx, principal, body, touch }) => {
      const { lookingBack, results, setVersion } = await importRules(tx, deps, principal, body);
      for (const { id } of results.filter(isChanged).slice(0, mostTouched))
        if (!body.dryRun && id !== null) touch({ type: 'rule', id });
      return ok({ results: [...results], setVersion, lookingBack });
    },
  }),
];

/** Rules that the Activity Log names; the rest is told by the versions. */
const mostTouched = 100;

const isChanged = ({ outcome }: { readonly outcome: string }): boolean =>
  outcome === 'created' || outcome === 'saved' || outcome === 'activated';
