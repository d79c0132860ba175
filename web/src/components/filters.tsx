import { ActionIcon, Button, Menu, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { companyChoicesQuery } from '../api/resources.ts';
import { useSession } from '../api/session.ts';
import { severities, type Severity } from '../api/types.ts';
import { useOutsideText } from '../lib/outside-text.ts';
import { SeverityMark } from './badges.tsx';

/** Text that a list is searched by; reaches the URL a moment after typing stops. */
export function SearchInput({
  value,
  onChange,
  label,
  width = 240,
  inputRef,
}: {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly label: string;
  readonly width?: number;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}) {
  const { t } = useTranslation();
  const { text, type, markSent } = useOutsideText(value ?? '');
  const send = useDebouncedCallback((next: string) => {
    markSent(next);
    onChange(next === '' ? undefined : next);
  }, 250);
  const change = (next: string): void => {
    type(next);
    send(next);
  };
  return (
    <TextInput
      ref={inputRef}
      size="xs"
      w={width}
      value={text}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} />}
      rightSection={
        text === '' ? null : (
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={t('common.clear')}
            onClick={() => change('')}
          >
            <IconX size={12} />
          </ActionIcon>
        )
      }
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

/** A filter of one field: none chosen means all. */
export function FilterMenu<T extends string>(props: {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: React.ReactNode; readonly text: string }[];
  readonly value: readonly T[] | undefined;
  readonly onChange: (value: T[] | undefined) => void;
}) {
  const { t } = useTranslation();
  const chosen = props.value ?? [];
  const summary =
    chosen.length === 0
      ? null
      : chosen.length === 1
        ? props.options.find((option) => option.value === chosen[0])?.text
        : String(chosen.length);
  const toggle = (value: T): void => {
    const next = chosen.includes(value) ? chosen.filter((entry) => entry !== value) : [...chosen, value];
    props.onChange(next.length === 0 ? undefined : next);
  };
  return (
    <Menu closeOnItemClick={false} position="bottom-start">
      <Menu.Target>
        <Button
          variant={chosen.length > 0 ? 'light' : 'default'}
          rightSection={<IconChevronDown size={12} />}
        >
          {props.label}
          {summary !== null && <>: {summary}</>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.options.map((option) => (
          <Menu.CheckboxItem
            key={option.value}
            checked={chosen.includes(option.value)}
            onChange={() => toggle(option.value)}
          >
            {option.label}
          </Menu.CheckboxItem>
        ))}
        {chosen.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => props.onChange(undefined)}>{t('common.clear')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function SeverityFilter({
  value,
  onChange,
}: {
  readonly value: readonly Severity[] | undefined;
  readonly onChange: (value: Severity[] | undefined) => void;
}) {
  const { t } = useTranslation();
  const options = severities.toReversed().map((severity) => ({
    value: severity,
    text: t(`severity.${severity}`),
    label: <SeverityMark severity={severity} />,
  }));
  return <FilterMenu label={t('common.severity')} options={options} value={value} onChange={onChange} />;
}

/** Only for those who see several companies. */
export function CompanyFilter({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const enabled = session.isProvider && session.can('company:read');
  const companies = useQuery({ ...companyChoicesQuery, enabled });
  if (!enabled) return null;
  return (
    <Select
      size="xs"
      w={180}
      clearable
      searchable
      aria-label={t('common.company')}
      placeholder={t('common.allCompanies')}
      nothingFoundMessage={t('common.nothingFound')}
      data={companies.data?.items.map((company) => ({ value: company.id, label: company.name })) ?? []}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
