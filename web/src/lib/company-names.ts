import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { companyChoicesQuery } from '../api/resources.ts';
import { useSession } from '../api/session.ts';

/** Names of companies by id, for those who see several; null for a customer. */
export function useCompanyNames(): ((companyId: string) => string) | null {
  const session = useSession();
  const enabled = session.isProvider && session.can('company:read');
  const companies = useQuery({ ...companyChoicesQuery, enabled }).data?.items;
  const { companyId: own, companyName } = session;
  return useMemo(() => {
    if (!enabled) return null;
    const names = new Map((companies ?? []).map((company) => [company.id, company.name]));
    return (id) => names.get(id) ?? (id === own ? companyName : '');
  }, [enabled, companies, own, companyName]);
}
