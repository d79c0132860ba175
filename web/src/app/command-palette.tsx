import '@mantine/spotlight/styles.css';
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconAlertCircle,
  IconBolt,
  IconBuilding,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlayerPlay,
  IconPlus,
  IconSearch,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { languages, setLanguage } from '../i18n/index.ts';
import { useActionsOfPage } from '../lib/page-actions.ts';
import { navigationFor, targetOf } from './navigation.ts';
import { useSignOut } from './user-menu.tsx';

const perKind = 5;
const foundStaleMs = 10_000;

/** Finds incidents, findings and companies on the server, and every place and action here. */
export function CommandPalette({ asked, onHelp }: { readonly asked: number; readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);
  const found = useFound(text);
  const fixed = useFixedActions(onHelp);
  const needle = text.trim().toLowerCase();
  const places = fixed
    .map((group) => ({
      ...group,
      actions: group.actions.filter(
        (action) => needle === '' || (action.label ?? '').toLowerCase().includes(needle),
      ),
    }))
    .filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={[...found, ...places]}
      filter={(_, actions) => actions}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      nothingFound={t('common.nothingFound')}
      scrollable
      attributes={{ content: { 'aria-label': t('palette.placeholder') } }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      maxHeight={420}
      transitionProps={{ duration: 100 }}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}

function useFound(text: string): SpotlightActionGroupData[] {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const [q] = useDebouncedValue(text.trim(), 150);
  const asked = q.length > 1;
  const query = { q, limit: perKind };
  const incidents = useQuery({
    queryKey: ['palette', 'incidents', q],
    queryFn: ({ signal }) => get('/incidents', { query, signal }),
    enabled: asked && session.can('incident:read'),
    staleTime: foundStaleMs,
  });
  const findings = useQuery({
    queryKey: ['palette', 'findings', q],
    queryFn: ({ signal }) => get('/findings', { query, signal }),
    enabled: asked && session.can('finding:read'),
    staleTime: foundStaleMs,
  });
  const companies = useQuery({
    queryKey: ['palette', 'companies', q],
    queryFn: ({ signal }) => get('/companies', { query, signal }),
    enabled: asked && session.isProvider && session.can('company:read'),
    staleTime: foundStaleMs,
  });
  const groups: SpotlightActionGroupData[] = [
    {
      group: t('nav.incidents'),
      actions: (incidents.data?.items ?? []).map((incident) => ({
        id: incident.id,
        label: incident.title,
        description: `${incident.number} · ${t(`incidentStatus.${incident.status}`)}`,
        leftSection: <IconBolt size={18} />,
        onClick: () => void navigate({ to: '/incidents/$incidentId', params: { incidentId: incident.id } }),
      })),
    },
    {
      group: t('nav.findings'),
      actions: (findings.data?.items ?? []).map((finding) => ({
        id: finding.id,
        label: finding.title,
        description: `${finding.number} · ${finding.companyName}`,
        leftSection: <IconAlertCircle size={18} />,
        onClick: () => void navigate({ to: '/findings/$findingId', params: { findingId: finding.id } }),
      })),
    },
    {
      group: t('nav.customers'),
      actions: (companies.data?.items ?? []).map((company) => ({
        id: company.id,
        label: company.name,
        description: company.slug,
        leftSection: <IconBuilding size={18} />,
        onClick: () => void navigate({ to: '/companies/$companyId', params: { companyId: company.id } }),
      })),
    },
  ];
  return q.length > 1 ? groups.filter((group) => group.actions.length > 0) : [];
}

function useFixedActions(onHelp: () => void): SpotlightActionGroupData[] {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useSignOut();
  const ofPage = useActionsOfPage();
  const places = navigationFor(session).flatMap((group) => group.items);
  const other = languages.find((language) => language !== i18n.language);
  return [
    {
      group: t('palette.here'),
      actions: ofPage.map((action) => ({
        id: action.id,
        label: action.label,
        leftSection: <IconPlayerPlay size={18} />,
        onClick: action.run,
      })),
    },
    {
      group: t('palette.goTo'),
      actions: places.map((item) => ({
        id: item.key,
        label: t(`nav.${item.key}`),
        leftSection: <item.icon size={18} />,
        onClick: () => void navigate(targetOf(item)),
      })),
    },
    {
      group: t('palette.actions'),
      actions: [
        ...(session.can('incident:write') && session.isProvider
          ? [
              {
                id: 'new-incident',
                label: t('incidents.create'),
                leftSection: <IconPlus size={18} />,
                onClick: () => void navigate({ to: '/incidents', hash: 'new' }),
              },
            ]
          : []),
        ...(session.can('company:write') && session.isProvider
          ? [
              {
                id: 'new-company',
                label: t('companies.create'),
                leftSection: <IconPlus size={18} />,
                onClick: () => void navigate({ to: '/companies', hash: 'new' }),
              },
            ]
          : []),
        ...(other === undefined
          ? []
          : [
              {
                id: 'language',
                label: t('palette.language', { language: t(`language.${other}`) }),
                leftSection: <IconLanguage size={18} />,
                onClick: () => void setLanguage(other),
              },
            ]),
        {
          id: 'theme',
          label: t('palette.theme'),
          leftSection: <IconMoon size={18} />,
          onClick: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
        },
        { id: 'help', label: t('shortcuts.title'), leftSection: <IconKeyboard size={18} />, onClick: onHelp },
        {
          id: 'sign-out',
          label: t('nav.signOut'),
          leftSection: <IconLogout size={18} />,
          onClick: () => void leave(),
        },
      ],
    },
  ];
}
