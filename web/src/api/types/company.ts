export interface Company {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly retentionDays: number;
  readonly locale: string;
  readonly createdAt?: string;
}
export interface CompanyDetail extends Company {
  readonly counts: {
    readonly users: number;
    readonly sources: number;
    readonly openIncidents: number;
    readonly openFindings: number;
  };
}
export interface OffBoarding {
  readonly exportedAt: string | null;
  readonly erasedAt: string | null;
  readonly state: string;
}
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}
export const contactCategories = ['security', 'legal', 'operations'] as const;
export type ContactCategory = (typeof contactCategories)[number];
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly categories: readonly ContactCategory[];
  readonly locale: string;
}
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly kind: 'http' | 'syslog';
  readonly companyId: string;
  readonly companyName?: string;
  readonly projectId?: string | null;
  readonly lastEventAt: string | null;
  readonly eventCount24h: number;
  readonly addresses: readonly string[];
  readonly disabled: boolean;
}
