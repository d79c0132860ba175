import type { LogSource } from '../event-types.ts';
import { coveringSources } from '../sigma/routing.ts';

/**
 * Whether a rule could be fed by what has been stored. Products, categories and services are compared; event ids and channels,
 * which routes also ask for, are not stored by themselves.
 */
export function isFed(rule: LogSource, stored: readonly LogSource[]): boolean {
  return coveringSources(rule).some(({ when }) =>
    stored.some(
      (source) =>
        (when.product === undefined || when.product === source.product) &&
        (when.category === undefined || when.category === source.category) &&
        (when.service === undefined || when.service === source.service),
    ),
  );
}

/** What a Sigma product is called among ATT&CK's platforms; products that are none are left out. */
const platforms: ReadonlyMap<string, readonly string[]> = new Map([
  ['windows', ['Windows']],
  ['linux', ['Linux']],
  ['macos', ['macOS']],
  ['aws', ['IaaS']],
  ['azure', ['IaaS', 'Identity Provider']],
  ['gcp', ['IaaS']],
  ['m365', ['Office Suite', 'SaaS']],
  ['okta', ['Identity Provider']],
  ['onelogin', ['Identity Provider']],
  ['github', ['SaaS']],
  ['kubernetes', ['Containers']],
  ['cisco', ['Network Devices']],
  ['fortios', ['Network Devices']],
  ['juniper', ['Network Devices']],
  ['huawei', ['Network Devices']],
  ['paloalto', ['Network Devices']],
]);

/** Whether a technique is used on one of these products; one whose platforms nobody names is. */
export function isUsedOn(used: readonly string[], products: readonly string[]): boolean {
  const wanted = products.flatMap((product) => platforms.get(product) ?? []);
  return products.length === 0 || used.length === 0 || used.some((each) => wanted.includes(each));
}
