/** The page of a resource named in a record; null when it has none. */
export function resourceLink(resource: { readonly type: string; readonly id: string }): string | null {
  switch (resource.type) {
    case 'incident':
      return `/incidents/${resource.id}`;
    case 'finding':
      return `/findings/${resource.id}`;
    case 'company':
      return `/companies/${resource.id}`;
    case 'rule':
      return `/rules?selected=${resource.id}`;
    default:
      return null;
  }
}
