import {
  IconActivity,
  IconAddressBook,
  IconAlertCircle,
  IconArchive,
  IconBellOff,
  IconBolt,
  IconBuilding,
  IconFileCode,
  IconGauge,
  IconGridDots,
  IconHome,
  IconKey,
  IconListSearch,
  IconPlugConnected,
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
  | '/attack'
  | '/suppressions'
  | '/settings/users'
  | '/settings/tokens'
  | '/settings/intake'
  | '/settings/backups'
  | '/settings/contact'
  | '/settings/profile';

export interface NavItem {
  readonly to: NavPath | '/companies/$companyId';
  readonly params?: { readonly companyId: string };
  /** A part of the company's page. */
  readonly tab?: 'contacts' | 'sources';
  readonly key:
    | 'today'
    | 'overview'
    | 'incidents'
    | 'findings'
    | 'events'
    | 'activity'
    | 'customers'
    | 'company'
    | 'contacts'
    | 'sources'
    | 'rules'
    | 'attack'
    | 'suppressions'
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
  readonly key: 'work' | 'data' | 'content' | 'settings';
  readonly items: readonly NavItem[];
}

/** What the signed-in user may open: the console for the provider's people, the portal for a customer's. */
export function navigationFor(session: SessionView): readonly NavGroup[] {
  const groups = session.isProvider ? consoleGroups(session) : portalGroups(session);
  return groups.filter((group) => group.items.length > 0);
}

const allowed = (items: readonly (NavItem | false)[]): NavItem[] => items.filter((item) => item !== false);

const incidents: NavItem = {
  to: '/incidents',
  key: 'incidents',
  icon: IconBolt,
  go: 'i',
  count: 'incidents',
};
const findings: NavItem = { to: '/findings', key: 'findings', icon: IconAlertCircle, go: 'f' };
const events: NavItem = { to: '/events', key: 'events', icon: IconListSearch, go: 'e' };
const activity: NavItem = { to: '/activity', key: 'activity', icon: IconActivity, go: 'a' };
const suppressions: NavItem = { to: '/suppressions', key: 'suppressions', icon: IconBellOff, go: 's' };
const users: NavItem = { to: '/settings/users', key: 'users', icon: IconUsers, go: 'u' };
const tokens: NavItem = { to: '/settings/tokens', key: 'tokens', icon: IconKey };
const profile: NavItem = { to: '/settings/profile', key: 'profile', icon: IconUserCircle };

const consoleGroups = ({ can }: SessionView): readonly NavGroup[] => [
  {
    key: 'work',
    items: allowed([
      { to: '/', key: 'today', icon: IconHome, go: 't' },
      can('incident:read') && incidents,
      can('finding:read') && { ...findings, count: 'findings' },
      can('event:read') && events,
      can('activity:read') && activity,
      can('company:read') && { to: '/companies', key: 'customers', icon: IconBuilding, go: 'c' },
    ]),
  },
  {
    key: 'content',
    items: allowed([
      can('rule:read') && { to: '/rules', key: 'rules', icon: IconFileCode, go: 'r' },
      can('rule:read') && { to: '/attack', key: 'attack', icon: IconGridDots, go: 'k' },
      can('finding:read') && suppressions,
    ]),
  },
  {
    key: 'settings',
    items: allowed([
      can('user:read') && users,
      can('token:write') && tokens,
      can('source:read') && { to: '/settings/intake', key: 'intake', icon: IconGauge },
      can('metrics:read') && { to: '/settings/backups', key: 'backups', icon: IconArchive },
      can('setting:write') && { to: '/settings/contact', key: 'contact', icon: IconAddressBook },
      profile,
    ]),
  },
];

function portalGroups({ can, companyId }: SessionView): readonly NavGroup[] {
  const company = { to: '/companies/$companyId', params: { companyId } } as const;
  return [
    {
      key: 'work',
      items: allowed([
        { to: '/', key: 'overview', icon: IconHome, go: 'o' },
        can('incident:read') && incidents,
        can('company:read') && {
          ...company,
          tab: 'contacts',
          key: 'contacts',
          icon: IconAddressBook,
          go: 'c',
        },
        can('activity:read') && activity,
      ]),
    },
    {
      key: 'data',
      items: allowed([
        can('finding:read') && findings,
        can('finding:read') && suppressions,
        can('event:read') && events,
        can('source:read') && { ...company, tab: 'sources', key: 'sources', icon: IconPlugConnected },
      ]),
    },
    {
      key: 'settings',
      items: allowed([
        can('company:read') && { ...company, key: 'company', icon: IconBuilding },
        can('user:read') && users,
        can('token:write') && tokens,
        profile,
      ]),
    },
  ];
}

/** Where an item leads, as the router takes it. */
export const targetOf = (item: NavItem) => ({
  to: item.to,
  params: item.params ?? {},
  search: item.tab === undefined ? {} : { tab: item.tab },
});
