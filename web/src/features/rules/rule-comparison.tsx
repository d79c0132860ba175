import { Group, SegmentedControl, Select } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ruleVersionQuery } from '../../api/rule-resources.ts';
import type { RuleDetail } from '../../api/types.ts';
import { CodeDiff } from '../../components/code/index.ts';
import { Section } from '../../components/layout.tsx';
import { LoadingBlock } from '../../components/states.tsx';
import { waysOf, type Way } from './three-way.ts';

/** What the upgrade and we have changed, and any two texts that were ever in force, side by side. */
export function RuleComparison({ rule }: { readonly rule: RuleDetail }) {
  return (
    <>
      {rule.shippedChanged && <ThreeWay rule={rule} />}
      {rule.versions.length + (rule.shipped === null ? 0 : 1) > 1 && <TwoVersions rule={rule} />}
    </>
  );
}

/** Base, shipped now and local: two of the three at a time. */
function ThreeWay({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Way['name']>('upgrade');
  const ways = useMemo(
    () =>
      waysOf(rule, {
        base: t('ruleEditor.baseName'),
        shipped: t('ruleEditor.shippedName'),
        own: t('ruleEditor.ownName'),
      }),
    [rule, t],
  );
  const way = ways.find(({ name }) => name === chosen) ?? ways[0];
  if (way === undefined) return null;
  return (
    <Section
      title={t('ruleEditor.threeWay')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('ruleEditor.threeWay')}
          value={way.name}
          onChange={(next) => setChosen(ways.find(({ name }) => name === next)?.name ?? 'upgrade')}
          data={ways.map(({ name }) => ({ value: name, label: t(`ruleEditor.ways.${name}`) }))}
        />
      }
    >
      <Suspense fallback={<LoadingBlock />}>
        <CodeDiff before={way.before} after={way.after} />
      </Suspense>
    </Section>
  );
}

const shippedKey = 'shipped';

function TwoVersions({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const keys = [
    ...rule.versions.map(({ version }) => String(version)),
    ...(rule.shipped === null ? [] : [shippedKey]),
  ];
  const [from, setFrom] = useState(keys[1] ?? shippedKey);
  const [to, setTo] = useState(keys[0] ?? shippedKey);
  const [part, setPart] = useState<'yaml' | 'tests'>('yaml');
  const nameOf = (key: string): string =>
    key === shippedKey ? t('ruleEditor.shippedName') : t('ruleEditor.versionName', { version: key });
  const wanted = [from, to].map((key) => ({
    ...ruleVersionQuery(rule.id, Number(key)),
    enabled: key !== shippedKey,
  }));
  const texts = useQueries({
    queries: wanted,
    combine: (results) => results.map(({ data }) => data?.[part] ?? (data === undefined ? null : '')),
  });
  const [before, after] = [from, to].map((key, index) =>
    key === shippedKey ? (rule.shipped?.[part] ?? '') : texts[index],
  );
  const compared = useMemo(
    () =>
      typeof before === 'string' && typeof after === 'string'
        ? { before: { label: '', text: before }, after: { label: '', text: after } }
        : null,
    [before, after],
  );
  const options = keys.map((value) => ({ value, label: nameOf(value) }));
  const choose = (label: string, value: string, set: (key: string) => void) => (
    <Select
      size="xs"
      aria-label={label}
      data={options}
      value={value}
      allowDeselect={false}
      onChange={(next) => set(next ?? value)}
    />
  );
  return (
    <Section
      title={t('ruleEditor.versionsCompared')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('ruleEditor.versionsCompared')}
          value={part}
          onChange={(next) => setPart(next === 'tests' ? 'tests' : 'yaml')}
          data={(['yaml', 'tests'] as const).map((value) => ({
            value,
            label: t(`ruleEditor.textOf.${value}`),
          }))}
        />
      }
    >
      <Group gap={8} mb={8}>
        {choose(t('ruleEditor.compareFrom'), from, setFrom)}
        <span aria-hidden>→</span>
        {choose(t('ruleEditor.compareTo'), to, setTo)}
      </Group>
      {compared === null ? (
        <LoadingBlock />
      ) : (
        <Suspense fallback={<LoadingBlock />}>
          <CodeDiff
            before={{ ...compared.before, label: nameOf(from) }}
            after={{ ...compared.after, label: nameOf(to) }}
          />
        </Suspense>
      )}
    </Section>
  );
}
