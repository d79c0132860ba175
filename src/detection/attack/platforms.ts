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
