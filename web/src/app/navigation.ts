import {
  IconActivity,
  IconAddressBook,
  IconAlertCircle,
  IconArchive,
  IconBolt,
  IconBuilding,
  IconFileCode,
  IconGauge,
  IconHome,
  IconKey,
  IconListSearch,
  IconUserCircle,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { SessionView } from '../api/session.ts';

export type NavPath =
  | '/'
  | '/incidents'
  | '/findings'
  | '/events'
  | '/activity'
  | '/companies'
  | '/rules'
  | '/settings/users'
  | '/settings/tokens'
  | '/settings/intake'
  | '/settings/backups'
  | '/settings/contact'
  | '/settings/profile';

export interface NavItem {
  readonly to: NavPath | '/companies/$companyId';
  readonly params?: { readonly companyId: string };
  readonly key:
    | 'today'
    | 'overview'
    | 'incidents'
    | 'findings'
    | 'events'
    | 'activity'
    | 'customers'
    | 'company'
    | 'rules'
    | 'users'
    | 'tokens'
    | 'intake'
    | 'backups'
    | 'contact'
    | 'profile';
  readonly icon: Icon;
  /** Second key of the `g …` shortcut. */
  readonly go?: string;
  readonly count?: 'incidents' | 'findings';
}
export interface NavGroup {
  readonly key: 'work' | 'content' | 'settings';
  readonly items: readonly NavItem[];
}

/** What the signed-in user may open: the console for the provider's people, the portal for a customer's. */
export function navigationFor(session: SessionView): readonly NavGroup[] {
  const allowed = (items: readonly (NavItem | false)[]): NavItem[] => items.filter((item) => item !== false);
  const { can, isProvider } = session;
  const own: NavItem | false = !isProvider &&
    can('company:read') && {
      to: '/companies/$companyId',
      params: { companyId: session.companyId },
      key: 'company',
      icon: IconBuilding,
      go: 'c',
    };
  const groups: readonly NavGroup[] = [
    {
      key: 'work',
      items: allowed([
        { to: '/', key: isProvider ? 'today' : 'overview', icon: IconHome, go: 't' },
        can('incident:read') && {
          to: '/incidents',
          key: 'incidents',
          icon: IconBolt,
          go: 'i',
          count: 'incidents',
        },
        can('finding:read') && {
          to: '/findings',
          key: 'findings',
          icon: IconAlertCircle,
          go: 'f',
          count: 'findings',
        },
        can('event:read') && { to: '/events', key: 'events', icon: IconListSearch, go: 'e' },
        can('activity:read') && { to: '/activity', key: 'activity', icon: IconActivity, go: 'a' },
        isProvider &&
          can('company:read') && { to: '/companies', key: 'customers', icon: IconBuilding, go: 'c' },
        own,
      ]),
    },
    {
      key: 'content',
      items: allowed([
        isProvider && can('rule:read') && { to: '/rules', key: 'rules', icon: IconFileCode, go: 'r' },
      ]),
    },
    {
      key: 'settings',
      items: allowed([
        can('user:read') && { to: '/settings/users', key: 'users', icon: IconUsers, go: 'u' },
        can('token:write') && { to: '/settings/tokens', key: 'tokens', icon: IconKey },
        isProvider && can('source:read') && { to: '/settings/intake', key: 'intake', icon: IconGauge },
        isProvider && can('metrics:read') && { to: '/settings/backups', key: 'backups', icon: IconArchive },
        isProvider &&
          can('setting:write') && { to: '/settings/contact', key: 'contact', icon: IconAddressBook },
        { to: '/settings/profile', key: 'profile', icon: IconUserCircle },
      ]),
    },
  ];
  return groups.filter((group) => group.items.length > 0);
}
