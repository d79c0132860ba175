import { ActionIcon, Burger, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlugConnectedX, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../api/resources.ts';
import { useSession } from '../api/session.ts';
import { Logo } from '../components/logo.tsx';
import { useFormat } from '../lib/use-format.ts';
import { useShortcuts, type Shortcuts } from '../lib/shortcuts.ts';
import { readLanguage, setLanguage } from '../i18n/index.ts';
import { useLiveUpdates } from './live-updates.ts';
import { navigationFor, targetOf, type NavItem } from './navigation.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { UserMenu } from './user-menu.tsx';
import classes from './shell.module.css';

const CommandPalette = lazy(async () => ({
  default: (await import('./command-palette.tsx')).CommandPalette,
}));

/** The frame around every signed-in page: navigation, ⌘K, shortcuts, live updates. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const [openAt, setOpenAt] = useState<string | null>(null);
  /** The phone's menu belongs to the page that it was opened on: going elsewhere closes it. */
  const menuOpen = openAt === pathname;
  const [helpOpen, setHelpOpen] = useState(false);
  const [paletteAsked, setPaletteAsked] = useState(0);
  const groups = navigationFor(session);
  const openPalette = (): void => setPaletteAsked((count) => count + 1);
  const connected = useLiveUpdates();
  useSessionLanguage(session.user.locale);
  useHotkeys([['mod+K', openPalette]], []);
  const go: Shortcuts = Object.fromEntries(
    groups
      .flatMap((group) => group.items)
      .flatMap((item) =>
        item.go === undefined ? [] : [[`g ${item.go}`, () => void navigate(targetOf(item))]],
      ),
  );
  useShortcuts({ ...go, '?': () => setHelpOpen(true) });
  return (
    <div className={classes.shell}>
      <a className="t-skip" href="#main">
        {t('nav.skip')}
      </a>
      <header className={classes.top}>
        <Burger
          opened={menuOpen}
          onClick={() => setOpenAt(menuOpen ? null : pathname)}
          size="sm"
          aria-label={t('nav.label')}
        />
        <Logo size={24} />
        <strong>{session.provider.name}</strong>
        <ActionIcon
          ml="auto"
          variant="subtle"
          color="gray"
          aria-label={t('nav.search')}
          onClick={openPalette}
        >
          <IconSearch size={18} />
        </ActionIcon>
      </header>
      <nav
        className={`${classes.nav ?? ''} ${menuOpen ? (classes.navOpen ?? '') : ''}`}
        aria-label={t('nav.label')}
      >
        <div className={classes.brand}>
          <Logo size={28} />
          <div style={{ minWidth: 0 }}>
            <div className={`${classes.brandName ?? ''} t-ellipsis`}>{session.provider.name}</div>
            <div className={`${classes.brandSub ?? ''} t-ellipsis`}>
              {session.isProvider ? 'Tocsin' : session.companyName}
            </div>
          </div>
        </div>
        <UnstyledButton className={classes.search} onClick={openPalette}>
          <IconSearch size={14} aria-hidden />
          {t('nav.search')}
          <kbd>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
        </UnstyledButton>
        {groups.map((group) => (
          <div key={group.key} className={classes.group}>
            {group.key !== 'work' && <div className={classes.groupLabel}>{t(`nav.group.${group.key}`)}</div>}
            {group.items.map((item) => (
              <NavLinkItem key={item.key} item={item} />
            ))}
          </div>
        ))}
        <div className={classes.foot}>
          <UserMenu onHelp={() => setHelpOpen(true)} />
        </div>
      </nav>
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        {!connected && (
          <div role="status" className={classes.away}>
            <IconPlugConnectedX size={16} aria-hidden />
            {t('nav.away')}
          </div>
        )}
        <Outlet />
      </main>
      {paletteAsked > 0 && (
        <Suspense fallback={null}>
          <CommandPalette asked={paletteAsked} onHelp={() => setHelpOpen(true)} />
        </Suspense>
      )}
      <ShortcutsDialog opened={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function NavLinkItem({ item }: { readonly item: NavItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(overviewQuery);
  const bySeverity =
    item.count === 'incidents'
      ? data?.incidentsOpen.bySeverity
      : item.count === 'findings'
        ? data?.findingsNew.bySeverity
        : undefined;
  const count = Object.values(bySeverity ?? {}).reduce((sum, entry) => sum + entry, 0);
  const label = item.count === undefined ? '' : t(`nav.count.${item.count}`, { count });
  return (
    <Link
      {...targetOf(item)}
      className={classes.item}
      activeOptions={
        item.params === undefined
          ? { exact: item.to === '/', includeSearch: false }
          : { exact: true, includeSearch: true }
      }
    >
      <item.icon size={16} stroke={1.7} aria-hidden />
      {t(`nav.${item.key}`)}
      {count > 0 && (
        <span className={classes.count} title={label}>
          {format.compact(count)}
        </span>
      )}
    </Link>
  );
}

/** The language of the account wins over the browser's, once, when the session is first seen. */
function useSessionLanguage(locale: string): void {
  useEffect(() => {
    const language = readLanguage(locale);
    if (language && localStorage.getItem('tocsin.language') === null) void setLanguage(language);
  }, [locale]);
}

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);
