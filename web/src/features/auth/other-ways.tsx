import { Button, Divider, Stack } from '@mantine/core';
import { IconFingerprint, IconLogin2 } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { passkeysUsable, signInByPasskey } from '../../api/passkeys.ts';
import { offeredWaysQuery, providerSignIn } from '../../api/session.ts';
import type { OfferedProvider } from '../../api/types.ts';
import { SignInError } from './sign-in-problem.tsx';

interface Choice {
  readonly redirect: string | undefined;
  readonly remember: boolean;
}

/** A button for each identity provider; it leaves the page. */
export function ProviderButtons({
  providers,
  redirect,
  remember,
}: Choice & { readonly providers: readonly Pick<OfferedProvider, 'id' | 'name'>[] }) {
  const { t } = useTranslation();
  return providers.map(({ id, name }) => (
    <Button
      key={id}
      component="a"
      href={providerSignIn(id, { redirect, remember })}
      variant="default"
      size="sm"
      leftSection={<IconLogin2 size={16} aria-hidden />}
    >
      {t('auth.withProvider', { name })}
    </Button>
  ));
}

/** What there is beside the password: a passkey, and the provider's own identity providers. */
export function OtherWays({ redirect, remember, onDone }: Choice & { readonly onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const ways = useQuery(offeredWaysQuery(null)).data;
  const passkey = useMutation({
    mutationFn: () => signInByPasskey({ rememberMe: () => remember, autofill: false }),
    onSuccess: onDone,
  });
  const withPasskey = ways !== undefined && passkeysUsable(ways.passkeyOrigin);
  if (ways === undefined || (!withPasskey && ways.identityProviders.length === 0)) return null;
  return (
    <Stack gap="sm" mt="sm">
      <Divider label={t('auth.or')} labelPosition="center" />
      {withPasskey && (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconFingerprint size={16} aria-hidden />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          {t('auth.withPasskey')}
        </Button>
      )}
      {passkey.error && <SignInError error={passkey.error} />}
      <ProviderButtons providers={ways.identityProviders} redirect={redirect} remember={remember} />
    </Stack>
  );
}

/** The identity providers of the company that an address belongs to, by its domain. */
export function CompanyProviders({ email, redirect, remember }: Choice & { readonly email: string }) {
  const { t } = useTranslation();
  const base = useQuery(offeredWaysQuery(null)).data;
  const domain = /^\S+@([^\s@]+\.[^\s@]+)$/.exec(email.trim())?.[1]?.toLowerCase() ?? null;
  const asked = useQuery({
    ...offeredWaysQuery(domain),
    enabled: base?.byDomain === true && domain !== null,
  }).data;
  const own = new Set(base?.identityProviders.map((one) => one.id));
  const more = domain === null ? [] : (asked?.identityProviders.filter((one) => !own.has(one.id)) ?? []);
  if (more.length === 0) return null;
  return (
    <Stack gap={6} role="status">
      <span className="t-2" style={{ fontSize: '0.8125rem' }}>
        {t('auth.companyProvider')}
      </span>
      <ProviderButtons providers={more} redirect={redirect} remember={remember} />
    </Stack>
  );
}
